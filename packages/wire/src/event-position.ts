import { formerId } from './events/former-id.ts'

/** The id of an event that has an epoch. */
export interface EventPosition {
  sensor: string
  epoch: string
  seq: number
}

/**
 * The ids that an event had before it was moved to the one that it has, newest first; none for most events. The
 * last one is the id under which it was recorded.
 */
export function formerIds(sensor: string, was: unknown): EventPosition[] {
  const newest = was === undefined ? undefined : formerId.safeParse(was).data
  if (newest === undefined) return []
  return absolute(sensor, [newest, ...(newest.before ?? [])])
}

/** An id without sensor belongs to the same one as the id that came after it. */
function absolute(
  sensor: string,
  ids: readonly { sensor?: string | undefined; epoch: string; seq: number }[],
): EventPosition[] {
  let owner = sensor
  return ids.map(id => {
    owner = id.sensor ?? owner
    return { sensor: owner, epoch: id.epoch, seq: id.seq }
  })
}
