import { placed } from './event-text.ts'
import type { FaultKind } from './fault-lottery.ts'
import type { Life, MovedEvent } from './sensor-life.ts'
import type { Surroundings } from './surroundings.ts'

interface Suffering extends MovedEvent {
  around: Surroundings
}

/** What a fault does to an event; whether the event itself is delivered is not decided here. */
export function sufferFault(
  life: Life,
  kind: FaultKind,
  { body, place, around: { counts } }: Suffering,
): void {
  switch (kind) {
    case 'missing':
      counts.missing++
      return
    case 'doubled':
      counts.doubled++
      life.again.push(placed(body, place))
      return
    case 'conflict':
      counts.conflicts++
      life.again.push(placed(body.replace('{', '{"altered":true,'), place))
      return
    case 'dropped':
      counts.declared++
      life.dropped.push(place.seq)
      return
    case 'moved':
      life.moved.push({ body, place })
  }
}
