import { formatTime } from '../format-time.ts'
import { plainText } from '../plain-text.ts'
import type { Entity, EntitySensor } from './entity.ts'

/** An entity for people: how rare it is, then a line for each sensor that met it, the first one first. */
export function* formatEntity(entity: Entity, { utc }: { utc: boolean }): Generator<string> {
  const { kind, value, firstUs, lastUs, events, sensors, ofSensors, who } = entity
  const time = (timeUs: number) => formatTime(timeUs, utc)
  yield `${kind} ${plainText(value, 300)}: ${events} events, at ${sensors} of ${ofSensors} sensors`
  yield `first ${time(firstUs)}, last ${time(lastUs)}`
  if (kind === 'sensor') {
    yield* who.map(one => `known as ${namesOf(one)}`)
    return
  }
  yield ''
  const most = Math.max(0, ...who.map(one => String(one.events).length), 'events'.length)
  const timeWidth = time(firstUs).length
  yield `${'first'.padEnd(timeWidth)}  ${'last'.padEnd(timeWidth)}  ${'events'.padStart(most)}  who`
  for (const one of who)
    yield `${time(one.firstUs).padEnd(timeWidth)}  ${time(one.lastUs).padEnd(timeWidth)}  ${String(one.events).padStart(most)}  ${namesOf(one)}, ${plainText(one.sensor, 36)}`
  if (sensors > who.length) yield `more sensors: ${sensors - who.length}; a higher limit shows them`
}

function namesOf({ user, device, label }: EntitySensor): string {
  const known = [user, device, label].filter(name => name !== null && name !== '')
  return known.length === 0 ? '(no name)' : known.map(name => plainText(name, 60)).join(' / ')
}
