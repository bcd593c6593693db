import * as z from 'zod'
import { field } from '../field.ts'
import { firstFault } from '../first-fault.ts'
import { commonFields } from './common.ts'
import { droppedEvent } from './dropped.ts'
import { installEvent } from './install.ts'
import { statusEvent } from './status.ts'
import { textInputEvent } from './text-input.ts'
import { windowEvent } from './window.ts'
import { windowLocationEvent } from './window-location.ts'

/** The schema of each event type that this version knows, by type. */
export const eventSchemas = {
  Install: installEvent,
  Window: windowEvent,
  WindowLocation: windowLocationEvent,
  TextInput: textInputEvent,
  Status: statusEvent,
  Dropped: droppedEvent,
} as const

export type EventType = keyof typeof eventSchemas
export type EventOf<Type extends EventType> = z.infer<(typeof eventSchemas)[Type]>

/** What every event has, whatever its type: unknown types and fields survive. */
export const anyEvent = z
  .looseObject({
    type: field(z.string().min(1).max(64), 'technical', 'The event type; unknown ones are kept.'),
    ...commonFields,
  })
  .meta({ title: 'Event', description: 'Any event.' })

/** One event on its way from a source to a reader. */
export type SensorEvent = z.infer<typeof anyEvent>

/** Whether this version has a schema for the type. */
export function isKnownType(type: string): type is EventType {
  return Object.hasOwn(eventSchemas, type)
}

export type EventCheck =
  | { status: 'valid'; event: SensorEvent }
  | { status: 'invalid'; path: string; message: string }

/**
 * Checks one event: known fields of known types must match their schema, everything else is kept as it came.
 * The event is the given object itself: a copy by zod would lose a field that is named `__proto__`.
 */
export function checkEvent(value: unknown): EventCheck {
  const any = anyEvent.safeParse(value)
  if (!any.success) return firstFault(any.error)
  if (!isKnownType(any.data.type)) return { status: 'valid', event: value as SensorEvent }
  const known = eventSchemas[any.data.type].safeParse(value)
  return known.success ? { status: 'valid', event: value as SensorEvent } : firstFault(known.error)
}
