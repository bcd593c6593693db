/**
 * Whether an event says something of other seqs than its own, so that the proof has to read all of it. Of a Status that is
 * only so for the first one of an epoch, and for one that names the epoch before.
 */
export const isSpecial = `("type" = 'Dropped' OR ("type" = 'Status' AND coalesce("seq", 1) = 1)
  OR coalesce(regexp_matches("rest", '"(was|previous|ranges|ofEpoch|ofSensor)"'), false))`

/** A condition for one sensor, the parameter `$sensor`, or for all. */
export function ofSensor(sensor: string | undefined): string {
  return sensor === undefined ? 'true' : '"sensor" = $sensor'
}
