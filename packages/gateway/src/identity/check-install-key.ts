import { createHash } from 'node:crypto'
import { acceptsKey, type InstallKey, type Verifier } from '@weaklayer/wire'
import { createRecentMap } from '../recent-map.ts'

/** Whether a verifier of the key's group accepts it. The checksum was checked before. */
export type CheckInstallKey = (key: InstallKey, nowUs: number) => Promise<boolean>

const mostRemembered = 1000

/** Makes the check of install keys. */
export function createInstallKeyCheck(verifiers: readonly Verifier[]): CheckInstallKey {
  const byGroup = Map.groupBy(verifiers, one => one.group)
  const accepted = createRecentMap<Verifier>(mostRemembered)
  const oneAtATime = createTurns()

  const accepts = (verifier: Verifier, key: InstallKey) =>
    // The first format's PBKDF2 shares the thread pool with file writes: many at once would starve them.
    verifier.algorithm === undefined ? oneAtATime(() => acceptsKey(verifier, key)) : acceptsKey(verifier, key)

  const find = async (key: InstallKey, nowUs: number) => {
    for (const verifier of byGroup.get(key.group) ?? []) {
      if (!isOver(verifier, nowUs) && (await accepts(verifier, key))) return verifier
    }
    return undefined
  }

  return async (key, nowUs) => {
    if (isOver(key, nowUs)) return false
    const fingerprint = fingerprintOf(key)
    const known = accepted.get(fingerprint)
    if (known !== undefined && !isOver(known, nowUs)) return true
    const found = await find(key, nowUs)
    if (found === undefined) return false
    accepted.set(fingerprint, found)
    return true
  }
}

function isOver(one: { notAfter?: number | undefined }, nowUs: number): boolean {
  return one.notAfter !== undefined && nowUs > one.notAfter
}

/** Remembered instead of the key, so that memory holds no secret longer than its request. */
function fingerprintOf(key: InstallKey): string {
  return createHash('sha256').update(key.group).update(key.secret).digest('base64')
}

function createTurns() {
  let turn: Promise<unknown> = Promise.resolve()
  return <Result>(run: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(run)
    turn = result.catch(() => undefined)
    return result
  }
}
