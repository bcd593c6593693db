import { type ExtensionApi, extensionApi } from './extension-api.ts'
import { isHtmlElement, localNameOf } from './natives.ts'

const activeElementOf = Object.getOwnPropertyDescriptor(ShadowRoot.prototype, 'activeElement')?.get
const { composedPath } = Event.prototype

/** The shadow root of an element, closed ones too, which pages cannot see but extensions can. */
export function shadowRootOf(
  element: HTMLElement,
  api: Pick<ExtensionApi, 'dom'> = extensionApi,
): ShadowRoot | undefined {
  return api.dom?.openOrClosedShadowRoot(element) ?? undefined
}

/** Where an event happened: the path ends at a closed shadow root, and the focus leads on from there. */
export function deepTarget(event: Event): EventTarget | undefined {
  let target = composedPath.call(event)[0]
  for (let root = hostedBy(target); root; root = hostedBy(target)) {
    const active = activeElementOf?.call(root)
    if (!active) break
    target = active
  }
  return target
}

/** The shadow roots on an event's way, outermost last, closed ones too. */
export function shadowRootsOn(event: Event): ShadowRoot[] {
  const path = composedPath.call(event)
  const roots = path.filter(node => node instanceof ShadowRoot)
  for (let root = hostedBy(path[0]); root; root = hostedBy(activeElementOf?.call(root))) roots.unshift(root)
  return roots
}

/** Inputs and text areas have shadow roots of the browser's own. */
function hostedBy(target: EventTarget | undefined): ShadowRoot | undefined {
  if (!isHtmlElement(target)) return undefined
  const name = localNameOf(target)
  return name === 'input' || name === 'textarea' ? undefined : shadowRootOf(target)
}
