import { isPlainKey } from './plain-crypto.ts'

/**
 * Stands in for `structuredClone`: as deep for what the journal holds, ten times as fast, and it lets the keys of the
 * plain crypto through, which the real one would strip.
 */
export function usePlainClone(): void {
  Object.assign(globalThis, { structuredClone: clone })
}

function clone<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(clone) as Value
  if (isPlainKey(value)) return value
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value)) copy[key] = clone((value as Record<string, unknown>)[key])
  return copy as Value
}
