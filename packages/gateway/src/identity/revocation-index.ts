import type { Revocation } from '@weaklayer/wire'

/** Answers for each request, in constant time, whether somebody is let in no longer. */
export interface RevocationIndex {
  /** Whether a sensor is refused, whatever its token. */
  refuses(who: { sensor?: string; group: string }): boolean
  /** Tokens of this sensor that were issued before are ended, microseconds since 1970 UTC; 0 when none are. */
  endedBeforeUs(who: { sensor: string; group: string }): number
}

export function createRevocationIndex(entries: readonly Revocation[]): RevocationIndex {
  const refused = new Set<string>()
  const endedBefore = new Map<string, number>()
  for (const entry of entries) {
    const key = keyOf(entry)
    if (entry.issuedBefore === undefined) refused.add(key)
    else endedBefore.set(key, Math.max(entry.issuedBefore, endedBefore.get(key) ?? 0))
  }
  const keys = ({ sensor, group }: { sensor?: string; group: string }) =>
    sensor === undefined ? [keyOf({ group })] : [keyOf({ group }), keyOf({ sensor })]
  return {
    refuses: who => refused.size > 0 && keys(who).some(key => refused.has(key)),
    endedBeforeUs: who =>
      endedBefore.size === 0
        ? 0
        : Math.max(...[...keys(who), everybody].map(key => endedBefore.get(key) ?? 0)),
  }
}

const everybody = 'everybody'

/** An entry names a sensor, a group or neither. */
function keyOf({ sensor, group }: { sensor?: string | undefined; group?: string | undefined }): string {
  if (sensor !== undefined) return `sensor ${sensor}`
  return group === undefined ? everybody : `group ${group}`
}
