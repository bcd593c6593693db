import type { Emit } from './emit.ts'
import { fieldAt } from './field-at.ts'
import { beginningOf, type Field } from './fields.ts'
import { onLeave } from './leave.ts'
import { listen, listenTo } from './listen.ts'
import { startPasswordSubmit } from './password-submit.ts'
import type { Passwords } from './passwords.ts'
import { shadowRootsOn } from './shadow.ts'
import { createTextTracks, type TextTracks } from './text-tracks.ts'

interface TextParts {
  emit: Emit
  passwords: Passwords
}

/** Reports text that the user types, pastes or drops into fields, at the moments that matter. */
export function startTextInput({ emit, passwords }: TextParts, signal: AbortSignal): void {
  const tracks = createTextTracks(emit, passwords, signal)
  const submit = startPasswordSubmit({ emit, tracks, passwords }, signal)
  const on = (types: string | string[], handler: (event: Event) => unknown) => listen(types, handler, signal)
  let announced: Announced | undefined
  let composing: Field | undefined
  let writesItself = false

  // Some editors refuse the browser's input and write the text by themselves. Only their pages pay for `keyup`.
  const pending = () => {
    if (!announced || composing || !finish(announced) || writesItself) return
    writesItself = true
    on('keyup', pending)
  }
  on(['keydown', 'pointerdown'], pending)
  on(['beforeinput', 'paste', 'drop'], event => {
    const field = fieldAt(event)
    if (!field) return
    announced = announce(field, event, tracks)
    // A page may keep the text and write it by itself: what is there afterwards came from the user.
    if (event.type !== 'beforeinput') setTimeout(finish, 0, announced)
  })
  on('input', event => {
    const field = fieldAt(event)
    // Text that a script puts in by `execCommand` is trusted as well, but nothing announces it.
    if (!field || announced?.field.element !== field.element) return
    if ((event as InputEvent).isComposing) {
      composing = field
      return
    }
    if (announced.small) tracks.touched(field)
    else tracks.typed(field)
    announced = undefined
  })
  // Chromium does not call the end of a composition trusted; its parts were.
  listenTo(window, 'compositionend', { handler: compose, signal, untrusted: true })
  on('focusin', event => {
    const field = fieldAt(event)
    if (field?.kind === 'input') passwords.has(field.element)
    for (const root of shadowRootsOn(event)) submit.watch(root)
  })
  const leave = () => {
    pending()
    tracks.settleAll()
  }
  on('focusout', () => {
    compose()
    leave()
  })
  onLeave(leave, signal)
  submit.watch(document)

  function compose() {
    if (!composing) return
    tracks.typed(composing)
    announced = composing = undefined
  }
  function finish(what: Announced): boolean {
    if (announced === what) announced = undefined
    const changed = what.before !== beginningOf(what.field).text
    if (changed) tracks.typed(what.field)
    return changed
  }
}

/** A field that the user is about to change. */
interface Announced {
  field: Field
  /** Its value, when nothing is known about it yet. */
  before: string | undefined
  /** A little more or less of a long value. */
  small: boolean
}

function announce(field: Field, event: Event, tracks: TextTracks): Announced {
  return {
    field,
    before: tracks.has(field) ? undefined : beginningOf(field).text,
    small: tracks.isLong(field) && isSmall(field, event as InputEvent),
  }
}

/** Whether an input replaces nothing that is selected and takes nothing back. */
function isSmall(field: Field, event: InputEvent): boolean {
  if (!/^(insert|deleteContent)/.test(event.inputType)) return false
  if (field.kind === 'contenteditable') return event.getTargetRanges().every(range => range.collapsed)
  return field.element.selectionStart === field.element.selectionEnd
}
