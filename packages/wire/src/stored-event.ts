import type * as z from 'zod'
import { anyEvent } from './events/index.ts'
import { field, timeUs, uuid } from './field.ts'
import { firstFault } from './first-fault.ts'

/** What the gateway adds to an accepted event; it edits nothing else. */
export const storedEvent = anyEvent
  .extend({
    sensor: field(uuid, 'pseudonym', 'The sensor, from its token.'),
    group: field(uuid, 'pseudonym', 'The group of the sensor, from its token.'),
    received: field(timeUs, 'technical', 'When the gateway received it, microseconds since 1970 UTC.'),
  })
  .meta({ title: 'StoredEvent', description: 'An event as outputs hold it.' })

export type StoredEvent = z.infer<typeof storedEvent>

export type StoredEventCheck =
  | { status: 'valid'; event: StoredEvent }
  | { status: 'invalid'; path: string; message: string }

/** Checks one parsed line of an output. The event is the given object itself, with every field that it has. */
export function checkStoredEvent(value: unknown): StoredEventCheck {
  const { error } = storedEvent.safeParse(value)
  return error === undefined ? { status: 'valid', event: value as StoredEvent } : firstFault(error)
}
