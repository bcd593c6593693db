/** A field's value at one moment. Longer values are known by their beginning and their length. */
export interface Sample {
  text: string
  /** UTF-16 units of the whole value; more than `text` has when that was cut. */
  length: number
}

/** What is remembered of one field between two key presses. */
export interface TextTrack {
  value: Sample
  /** How the length changed last: a turn makes the value before it a peak or a dip. */
  direction: 'none' | 'up' | 'down'
  captured: Sample | undefined
  /** Since when there is something that was not captured. */
  pendingSinceMs: number | undefined
}

/** The track after an observation, and the values to capture because of it, oldest first. */
export interface TrackStep {
  track: TextTrack
  captures: Sample[]
}

/** Who types without a pause is captured this often. */
export const longestWaitMs = 300_000

/** A value that the user made: captures the first one, peaks, dips, replaced ones, and one every five minutes. */
export function observe(track: TextTrack | undefined, value: Sample, atMs: number): TrackStep {
  if (track === undefined) return capture({ ...fresh, value })
  const change = changeOf(track.value, value)
  if (change === 'replaced') return replaceValue(track, value)
  const turned = change !== 'same' && track.direction !== 'none' && change !== track.direction
  const { track: before, captures } = turned ? capture(track) : { track, captures: [] }
  const after: TextTrack = {
    value,
    direction: change === 'same' ? before.direction : change,
    captured: before.captured,
    pendingSinceMs: before.pendingSinceMs ?? (isSame(before.captured, value) ? undefined : atMs),
  }
  if (atMs - (after.pendingSinceMs ?? atMs) < longestWaitMs) return { track: after, captures }
  const late = capture(after)
  return { track: late.track, captures: [...captures, ...late.captures] }
}

/** The last value for now: nothing was typed for a while, or the user left. `value` is a better measure of it. */
export function settle(track: TextTrack, value = track.value): TrackStep {
  return capture({ ...track, value })
}

const fresh = { direction: 'none', captured: undefined, pendingSinceMs: undefined } as const

function replaceValue(track: TextTrack, value: Sample): TrackStep {
  const old = capture(track)
  const next = capture({ ...fresh, captured: old.track.captured, value })
  return { track: next.track, captures: [...old.captures, ...next.captures] }
}

function capture(track: TextTrack): TrackStep {
  const captures = isSame(track.captured, track.value) ? [] : [track.value]
  return { track: { ...track, captured: track.value, pendingSinceMs: undefined }, captures }
}

function isSame(one: Sample | undefined, other: Sample): boolean {
  return one?.text === other.text && one.length === other.length
}

/** Text put in or taken out at one place goes up or down; everything else replaces. */
function changeOf(before: Sample, after: Sample): 'same' | 'up' | 'down' | 'replaced' {
  if (isSame(before, after) || (isCut(before) && isCut(after))) return 'same'
  const grew = after.length > before.length
  const [long, short] = grew ? [after, before] : [before, after]
  if (long.length === short.length || !contains(long, short)) return 'replaced'
  return grew ? 'up' : 'down'
}

const isCut = ({ text, length }: Sample) => length > text.length

/** Whether `long` is `short` with something more at one place; of a cut one only the start can tell. */
function contains(long: Sample, short: Sample): boolean {
  if (isCut(long)) return long.text.startsWith(short.text.slice(0, 64))
  if (long.text.startsWith(short.text)) return true
  let head = 0
  while (head < short.text.length && long.text[head] === short.text[head]) head += 1
  return long.text.endsWith(short.text.slice(head))
}
