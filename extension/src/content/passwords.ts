import { attributeOf, elementsIn, localNameOf } from './natives.ts'

export interface Passwords {
  /** Whether an input is, or once was, a password field. */
  has(input: HTMLInputElement): boolean
  /** Notices from now on when a password field of this document or shadow root becomes another input. */
  watch(root: Node): void
  /** Whether this frame ever had one, as far as it is known. */
  any(): boolean
}

/** Password fields, and those that a page has turned into plain ones ("show password"). */
export function createPasswords(signal: AbortSignal): Passwords {
  const known = new WeakSet<Element>()
  let any = false
  const remember = (element: Element) => {
    known.add(element)
    any = true
  }
  const observer = new MutationObserver(changes => {
    for (const { target, oldValue } of changes) {
      if (oldValue?.toLowerCase() === 'password' && localNameOf(target as Element) === 'input') {
        remember(target as Element)
      }
    }
  })
  signal.addEventListener('abort', () => observer.disconnect(), { once: true })
  return {
    has(input) {
      if (isPasswordNow(input)) remember(input)
      return known.has(input)
    },
    watch(root) {
      observer.observe(root, {
        subtree: true,
        attributes: true,
        attributeFilter: ['type'],
        attributeOldValue: true,
      })
    },
    any: () => any || holdsPassword(document),
  }
}

/** Whether a password field lies in this document, outside shadow roots. */
export function holdsPassword(root: Node): boolean {
  for (const _ of elementsIn(root, passwordSelector)) return true
  return false
}

const passwordSelector =
  'input[type=password i],input[autocomplete~=current-password i],input[autocomplete~=new-password i]'

/** A page that draws its own dots says by `autocomplete` what it asks for. */
function isPasswordNow(input: HTMLInputElement): boolean {
  return (
    input.type === 'password' ||
    /(^|\s)(current|new)-password\b/i.test(attributeOf(input, 'autocomplete') ?? '')
  )
}
