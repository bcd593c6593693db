import { createHash } from 'node:crypto'
import { acceptsKey, type InstallKey, type Verifier } from '@weaklayer/wire'
import { createRecentMap } from '../recent-map.ts'
import { createTurns } from '../turns.ts'

/** The check of install keys. The checksum of a key is checked before. */
export interface InstallKeyCheck {
  /** Whether a verifier accepted the key before and would still do, or one of our own format does, which costs one hash. */
  acceptsFast(key: InstallKey, nowUs: number): Promise<boolean>
  /** Whether a verifier of the first Weaklayer's format accepts it, which costs 10,000 hashes. */
  acceptsSlow(key: InstallKey, nowUs: number): Promise<boolean>
  /** A check of the same key that runs now; a thousand sensors that start at once have one key. */
  running(key: InstallKey): Promise<boolean> | undefined
}

const mostRemembered = 1000

/** Makes the check of install keys. */
export function createInstallKeyCheck(verifiers: readonly Verifier[]): InstallKeyCheck {
  const byGroup = Map.groupBy(verifiers, one => one.group)
  const accepted = createRecentMap<Verifier>(mostRemembered)
  const running = new Map<string, Promise<boolean>>()
  const turns = createTurns()

  const acceptsNow = (verifier: Verifier, key: InstallKey) =>
    // The first format's PBKDF2 shares the thread pool with file writes: many at once would starve them.
    verifier.algorithm === undefined
      ? turns.run('pbkdf2', () => acceptsKey(verifier, key))
      : acceptsKey(verifier, key)

  const find = async (key: InstallKey, nowUs: number, mayTry: (one: Verifier) => boolean) => {
    for (const verifier of byGroup.get(key.group) ?? []) {
      if (mayTry(verifier) && !isOver(verifier, nowUs) && (await acceptsNow(verifier, key))) return verifier
    }
    return undefined
  }

  const isKnown = (key: InstallKey, nowUs: number) => {
    const known = isOver(key, nowUs) ? undefined : accepted.get(fingerprintOf(key))
    return known !== undefined && !isOver(known, nowUs)
  }

  const check = async (key: InstallKey, nowUs: number, mayTry: (one: Verifier) => boolean) => {
    const found = await find(key, nowUs, mayTry)
    if (found !== undefined) accepted.set(fingerprintOf(key), found)
    return found !== undefined
  }

  return {
    acceptsFast: async (key, nowUs) =>
      !isOver(key, nowUs) && (isKnown(key, nowUs) || (await check(key, nowUs, isFast))),
    running: key => running.get(fingerprintOf(key)),
    async acceptsSlow(key, nowUs) {
      if (isOver(key, nowUs)) return false
      if (isKnown(key, nowUs)) return true
      const fingerprint = fingerprintOf(key)
      const result = check(key, nowUs, one => !isFast(one))
      running.set(fingerprint, result)
      try {
        return await result
      } finally {
        running.delete(fingerprint)
      }
    },
  }
}

function isFast({ algorithm }: Verifier): boolean {
  return algorithm !== undefined
}

function isOver(one: { notAfter?: number | undefined }, nowUs: number): boolean {
  return one.notAfter !== undefined && nowUs > one.notAfter
}

/** Remembered instead of the key, so that memory holds no secret longer than its request. */
function fingerprintOf(key: InstallKey): string {
  return createHash('sha256').update(key.group).update(key.secret).digest('base64')
}
