import { extensionApi } from './extension-api.ts'
import { activeElementOf, isHtmlElement, localNameOf, shadowRootInFirefox } from './natives.ts'

/** The shadow root of an element, closed ones too, which pages cannot see but extensions can. */
export function shadowRootOf(element: HTMLElement): ShadowRoot | undefined {
  const { dom } = extensionApi
  return (dom ? dom.openOrClosedShadowRoot(element) : shadowRootInFirefox(element)) ?? undefined
}

/** Where an event happened: the path ends at a closed shadow root, and the focus leads on from there. */
export function deepTarget(event: Event): EventTarget | undefined {
  if (event.type === 'focusin') rootless = undefined
  let target = event.composedPath()[0]
  for (let root = hostedBy(target); root; root = hostedBy(target)) {
    const active = activeElementOf(root)
    if (!active) break
    target = active
  }
  return target
}

/** The shadow roots on an event's way, outermost last, closed ones too. */
export function shadowRootsOn(event: Event): ShadowRoot[] {
  const path = event.composedPath()
  const roots = path.filter(node => node instanceof ShadowRoot)
  for (let root = hostedBy(path[0]); root; root = hostedBy(activeElementOf(root))) roots.unshift(root)
  return roots
}

/** Inputs and text areas have shadow roots of the browser's own. */
function hostedBy(target: EventTarget | null | undefined): ShadowRoot | undefined {
  if (!isHtmlElement(target)) return undefined
  const name = localNameOf(target)
  if (name === 'input' || name === 'textarea' || target === rootless) return undefined
  const root = shadowRootOf(target)
  if (!root) rootless = target
  return root
}

/** Had no shadow root when it was asked last: asking costs more than the rest of a key press, and the focus tells of changes. */
let rootless: HTMLElement | undefined
