import { checksumMatches, type InstallKey } from '@weaklayer/wire'
import type { RateLimit } from '../rates/rate-limit.ts'
import type { InstallKeyCheck } from './check-install-key.ts'

/** What becomes of an install key; `limited` where its sender failed too often. */
export type KeyAdmission =
  | { status: 'accepted' }
  | { status: 'damaged' | 'refused' }
  | { status: 'limited'; waitMs: number }

export interface KeySender {
  /** Whose failures count together, see `senderOf`. */
  sender: string
  nowUs: number
}

interface KeyParts {
  check: InstallKeyCheck
  failedInstalls: RateLimit
}

/**
 * Checks an install key. A sender that failed too often is sent away before a slow verifier hashes for it; a key that was
 * accepted before, or that one of our own verifiers accepts, still works for it: a whole office may share the address of one wrong
 * machine.
 */
export async function admitKey(key: InstallKey, from: KeySender, parts: KeyParts): Promise<KeyAdmission> {
  const { check, failedInstalls } = parts
  const isGood = await check.acceptsFast(key, from.nowUs)
  const waitMs = isGood ? 0 : failedInstalls.waitMs(from.sender)
  if (waitMs > 0) return { status: 'limited', waitMs }
  if (!(await checksumMatches(key))) return countFailure('damaged', from.sender, failedInstalls)
  return isGood ? { status: 'accepted' } : await tryKey(key, from, parts)
}

/** Counts a failed install. */
export function countFailure(
  status: 'damaged' | 'refused',
  sender: string,
  failedInstalls: RateLimit,
): Exclude<KeyAdmission, { status: 'accepted' }> {
  const waitMs = failedInstalls.take(sender)
  return waitMs > 0 ? { status: 'limited', waitMs } : { status }
}

/** Counts the failure before it is one: else a thousand tries at once would all be let through. */
async function tryKey(key: InstallKey, { sender, nowUs }: KeySender, parts: KeyParts): Promise<KeyAdmission> {
  const { check, failedInstalls } = parts
  const running = check.running(key)
  if (running !== undefined) {
    return (await running) ? { status: 'accepted' } : countFailure('refused', sender, failedInstalls)
  }
  const counted = countFailure('refused', sender, failedInstalls)
  if (counted.status === 'limited' || !(await check.acceptsSlow(key, nowUs))) return counted
  failedInstalls.give(sender)
  return { status: 'accepted' }
}
