import type { Rates } from '../rates/gateway-rates.ts'
import { type Refusal, refused } from './refuse.ts'

/** Counts a request of a sensor, and sends it away where it comes too often or its bytes of the day are used up. */
export function countRequest(rates: Rates, sensor: string, sentBytes: number): Refusal | undefined {
  const waitMs = rates.sensorRequests.take(sensor)
  if (waitMs > 0) return limited('this sensor sends too many requests', waitMs)
  const bytesWaitMs = rates.sensorBytes.waitMs(sensor, Math.max(1, sentBytes))
  return bytesWaitMs > 0 ? tooManyBytes(bytesWaitMs) : undefined
}

/** Counts the inflated bytes of a sensor's batch. */
export function countBytes(rates: Rates, sensor: string, bytes: number): Refusal | undefined {
  const waitMs = rates.sensorBytes.take(sensor, bytes)
  return waitMs > 0 ? tooManyBytes(waitMs) : undefined
}

function tooManyBytes(waitMs: number): Refusal {
  return limited('this sensor sent all the bytes that it may send in a day', waitMs)
}

function limited(message: string, retryAfterMs: number): Refusal {
  return { ...refused('RATE_LIMITED', message), retryAfterMs }
}
