import { type Field, fieldOf } from './fields.ts'
import { deepTarget } from './shadow.ts'

/** Key presses come in runs into one field, and finding it costs more than all the rest of a key press. */
let known: Field | undefined

/** The field that an event happened in; undefined outside of fields. */
export function fieldAt(event: Event): Field | undefined {
  if (known !== undefined && known.element === event.target && event.type !== 'focusin') return known
  const field = fieldOf(deepTarget(event))
  // Inputs and text areas are their events' own targets; what is editable, or in a shadow root, can change under it.
  known = field?.kind !== 'contenteditable' && field?.element === event.target ? field : undefined
  return field
}
