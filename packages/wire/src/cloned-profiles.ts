import type { EpochState } from './proof-state.ts'

/** A browser profile that was copied, after which both copies ran. */
export interface ClonedProfile {
  /** The last epoch that they have in common. */
  epoch: string
  /** Its last seq that they have in common, as far as is known. */
  partedAfter: number
  /** The epochs that name it as the one before them: each begins a chain of its own. */
  followers: string[]
}

/**
 * Finds epochs that two others follow, that went on after another followed, or whose ids another copy has taken
 * (`taken` tells the lowest such seq of an epoch).
 */
export function clonedProfiles(
  epochs: readonly EpochState[],
  taken: (epoch: string) => number | undefined,
): ClonedProfile[] {
  const followers = Map.groupBy(epochs, ({ previous }) => previous?.epoch)
  const byId = new Map(epochs.map(epoch => [epoch.id, epoch]))
  const ids = new Set([...byId.keys(), ...followers.keys()].filter(id => id !== undefined))
  return [...ids]
    .sort()
    .map(id => ({
      id,
      epoch: byId.get(id),
      followers: followers.get(id) ?? [],
      takenFrom: taken(id) ?? Number.POSITIVE_INFINITY,
    }))
    .filter(one => one.followers.length > 1 || wentOn(one.epoch) || Number.isFinite(one.takenFrom))
    .map(one => ({
      epoch: one.id,
      partedAfter: Math.min(
        one.epoch?.knownLast ?? Number.POSITIVE_INFINITY,
        one.takenFrom - 1,
        ...one.followers.map(({ previous }) => previous?.lastSeq ?? Number.POSITIVE_INFINITY),
      ),
      followers: one.followers.map(follower => follower.id).sort(),
    }))
}

/** Whether it has events behind the place where another epoch says that it ended. */
function wentOn(epoch: EpochState | undefined): boolean {
  return (epoch?.present.at(-1)?.[1] ?? 0) > (epoch?.endedAt ?? Number.POSITIVE_INFINITY)
}
