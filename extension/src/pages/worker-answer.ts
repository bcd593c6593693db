import type { SelfTestResult, SensorView } from '../protocol.ts'

/** Timers, as a parameter. */
export interface Timers {
  set(run: () => void, afterMs: number): unknown
  clear(timer: unknown): void
}

/** Waits for an answer; undefined when it fails or takes longer, as when the worker is gone. */
export async function answerWithin(
  answer: Promise<unknown>,
  limitMs: number,
  timers: Timers,
): Promise<unknown> {
  let timer: unknown
  const limit = new Promise<undefined>(resolve => {
    timer = timers.set(() => resolve(undefined), limitMs)
  })
  try {
    return await Promise.race([answer, limit])
  } catch {
    // The browser rejects where nobody listens; to the reader that is the same as silence.
    return undefined
  } finally {
    timers.clear(timer)
  }
}

/** The view that the worker answered; undefined for anything else. */
export function viewOf(answer: unknown): SensorView | undefined {
  return hasObjects(answer, viewParts) ? (answer as unknown as SensorView) : undefined
}

/** The self-test's result; undefined for anything else. */
export function selfTestOf(answer: unknown): SelfTestResult | undefined {
  if (!hasObjects(answer, [])) return undefined
  const result = answer as Partial<SelfTestResult>
  return typeof result.outcome === 'string' && typeof result.message === 'string'
    ? (result as SelfTestResult)
    : undefined
}

const viewParts = [
  'policy',
  'notice',
  'capture',
  'connection',
  'delivery',
  'queue',
  'record',
  'dropped',
] as const satisfies (keyof SensorView)[]

function hasObjects(value: unknown, keys: readonly string[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const record = value as Record<string, unknown>
  return keys.every(key => typeof record[key] === 'object' && record[key] !== null)
}
