import type { Emit } from './emit.ts'
import { fieldAt } from './field-at.ts'
import { listen, listenTo } from './listen.ts'
import {
  attributeOf,
  closestOf,
  elementsIn,
  elementsOf,
  isHtmlElement,
  localNameOf,
  rootOf,
} from './natives.ts'
import type { Passwords } from './passwords.ts'
import { deepTarget, shadowRootOf } from './shadow.ts'
import type { TextTracks } from './text-tracks.ts'

interface Parts {
  emit: Emit
  tracks: TextTracks
  passwords: Passwords
}

/** The user's last click or Enter that may send passwords away. */
interface Attempt {
  atMs: number
  location: number
  inputs: HTMLInputElement[]
}

/** A submit or navigation later than this is not what the click or the key press was for. */
const attemptMs = 10_000

/** Captures the passwords that a form sends, however they were filled in. */
export function startPasswordSubmit(
  { emit, tracks, passwords }: Parts,
  signal: AbortSignal,
): { watch(root: Node): void } {
  const watched = new WeakSet<Node>()
  let gestureMs = Number.NEGATIVE_INFINITY
  let attempt: Attempt | undefined

  const begin = (event: Event) => {
    gestureMs = performance.now()
    const inputs = passwords.any() ? candidates(deepTarget(event)).filter(passwords.has) : []
    attempt = inputs.length > 0 ? { atMs: gestureMs, location: emit.location, inputs } : undefined
  }
  const arrive = () => {
    const made = attempt
    attempt = undefined
    if (!made || performance.now() - made.atMs > attemptMs) return
    for (const input of made.inputs) tracks.submitted(input, made.location)
  }
  const onSubmit = (event: Event) => {
    // A page may submit by script at any time; only what follows the user's gesture is the user's.
    if (performance.now() - gestureMs > attemptMs) return
    tracks.settleAll()
    for (const input of inputsOf(deepTarget(event)).filter(passwords.has)) {
      tracks.submitted(input, emit.location)
    }
  }
  listen('click', event => !followsLink(event) && begin(event), signal)
  listen('keydown', event => isEnterInField(event) && begin(event), signal)
  onNavigation(arrive, signal)
  return {
    watch(root) {
      if (watched.has(root)) return
      watched.add(root)
      passwords.watch(root)
      // A submit does not leave its shadow root.
      if (root === document) listen('submit', onSubmit, signal)
      else listenTo(root, 'submit', { handler: onSubmit, signal })
    },
  }
}

/** The Navigation API tells a navigation from a closed tab, but not when a frame sends its parent away. */
function onNavigation(action: () => void, signal: AbortSignal): void {
  const { navigation } = globalThis as { navigation?: EventTarget }
  if (navigation) listenTo(navigation, 'navigate', { handler: action, signal })
  if (!navigation || window !== window.top) listen(['pagehide', 'popstate', 'hashchange'], action, signal)
}

function followsLink(event: Event): boolean {
  const target = deepTarget(event)
  const link = isHtmlElement(target) ? closestOf(target, 'a[href]') : null
  return link !== null && !/^\s*(#|javascript:)/i.test(attributeOf(link, 'href') ?? '')
}

function isEnterInField(event: Event): boolean {
  const { key, isComposing } = event as KeyboardEvent
  return key === 'Enter' && !isComposing && fieldAt(event)?.kind === 'input'
}

/** The inputs that a click or an Enter here may send: those of its form, or those without a form. */
function candidates(target: EventTarget | undefined): HTMLInputElement[] {
  if (!isHtmlElement(target)) return []
  const control = closestOf(target, 'button,input') as HTMLButtonElement | null
  const form = control?.form ?? closestOf(target, 'form')
  return form ? inputsOf(form) : inputsBelow(rootOf(target)).filter(input => input.form === null)
}

/** A form's own inputs and those in the shadow roots of its custom elements. */
function inputsOf(form: unknown): HTMLInputElement[] {
  if (!isHtmlElement(form) || localNameOf(form) !== 'form') return []
  const own = [...elementsOf(form as HTMLFormElement)].filter(element => localNameOf(element) === 'input')
  const inner = [...elementsIn(form, '*')]
    .filter(element => isHtmlElement(element) && localNameOf(element).includes('-'))
    .flatMap(element => inputsBelow(shadowRootOf(element as HTMLElement)))
  return [...(own as HTMLInputElement[]), ...inner]
}

function inputsBelow(root: Node | undefined): HTMLInputElement[] {
  return root ? ([...elementsIn(root, 'input')] as HTMLInputElement[]) : []
}
