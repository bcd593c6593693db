import type { StoredEvent } from '@weaklayer/wire'
import { type EventRow, eventOfRow } from '../query/event-row.ts'
import type { Store } from './open-store.ts'

/** What a store holds of one sensor. */
export type SensorRecord =
  | { record: 'event'; event: StoredEvent }
  | { record: 'deadLetter'; received: number; code: string; message: string; event: unknown }
  | { record: 'firstSeen'; kind: string; value: string; firstTime: number; lastTime: number; events: number }

/** Gives everything that a store holds of one sensor: for whoever asks what is stored of them. In order of time. */
export async function* exportSensor(store: Store, sensor: string): AsyncGenerator<SensorRecord> {
  const parameters = { sensor }
  for await (const row of store.stream<EventRow>(
    'SELECT * FROM events WHERE sensor = $sensor ORDER BY time, received, seq',
    parameters,
  ))
    yield { record: 'event', event: eventOfRow(row) }
  for await (const { event, ...letter } of store.stream<{
    received: number
    code: string
    message: string
    event: string
  }>(
    'SELECT received, code, message, event FROM dead_letters WHERE sensor = $sensor ORDER BY received',
    parameters,
  ))
    yield { record: 'deadLetter', ...letter, event: JSON.parse(event) }
  for await (const row of store.stream<Omit<Extract<SensorRecord, { record: 'firstSeen' }>, 'record'>>(
    `SELECT kind, value, "firstTime", "lastTime", events FROM first_seen WHERE sensor = $sensor ORDER BY "firstTime"`,
    parameters,
  ))
    yield { record: 'firstSeen', ...row }
}
