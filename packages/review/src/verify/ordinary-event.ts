/** A stored event that speaks of nothing but itself: all but Status, Dropped and what was moved. */
export interface OrdinaryEvent extends Readonly<Record<string, unknown>> {
  type: string
  time: number
  sensor: string
  group: string
  received: number
  /** Both or none. */
  epoch: string | undefined
  seq: number | undefined
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const epochId = /^[0-9a-f]{16}$/
const mostTypeCharacters = 64

/** Says quickly whether a value is surely an ordinary event. Where it says no, the schema has to judge. */
export type OrdinaryCheck = (value: unknown) => value is OrdinaryEvent

/** Every field that the schema of stored events names is looked at here or makes an event no ordinary one. */
export function createOrdinaryCheck(): OrdinaryCheck {
  const isUuid = rememberingLast(uuid)
  const isGroup = rememberingLast(uuid)
  const isEpoch = rememberingLast(epochId)
  return (value): value is OrdinaryEvent => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const event = value as Record<string, unknown>
    return (
      isOrdinaryType(event.type) &&
      isFrom(event.time, 1) &&
      isUuid(event.sensor) &&
      isGroup(event.group) &&
      isFrom(event.received, 1) &&
      (event.epoch === undefined ? event.seq === undefined : isEpoch(event.epoch) && isFrom(event.seq, 1)) &&
      speaksOfItself(event) &&
      hasPlace(event)
    )
  }
}

function isOrdinaryType(type: unknown): boolean {
  return (
    typeof type === 'string' &&
    type !== 'Status' &&
    type !== 'Dropped' &&
    type !== '' &&
    type.length <= mostTypeCharacters
  )
}

function speaksOfItself({ was, previous, ranges, ofEpoch, ofSensor }: Record<string, unknown>): boolean {
  return (
    was === undefined &&
    previous === undefined &&
    ranges === undefined &&
    ofEpoch === undefined &&
    ofSensor === undefined
  )
}

function hasPlace(event: Record<string, unknown>): boolean {
  const { tab, frame, incognito, windowReference, windowLocationReference } = event
  return (
    (tab === undefined || isFrom(tab, 0)) &&
    (frame === undefined || isFrom(frame, 0)) &&
    (incognito === undefined || typeof incognito === 'boolean') &&
    (windowReference === undefined || isFrom(windowReference, 0)) &&
    (windowLocationReference === undefined || isFrom(windowLocationReference, 0))
  )
}

function isFrom(value: unknown, least: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least
}

/** Lines of one sensor follow each other: comparing with the last text is cheaper than matching. */
function rememberingLast(pattern: RegExp): (value: unknown) => boolean {
  let last: string | undefined
  return value => {
    if (typeof value !== 'string') return false
    if (value === last) return true
    if (!pattern.test(value)) return false
    last = value
    return true
  }
}
