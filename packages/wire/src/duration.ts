const unitUs: Record<string, number> = {
  us: 1,
  ms: 1000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
  d: 86_400_000_000,
}

/** Microseconds of a duration: a number is microseconds already, text has a unit (`28d`, `5m`); undefined for anything else. */
export function durationUs(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined
  if (typeof value !== 'string') return undefined
  const match = /^(\d+(?:\.\d+)?)\s*(us|ms|s|m|h|d)?$/.exec(value.trim())
  if (match === null) return undefined
  const us = Math.round(Number(match[1]) * (unitUs[match[2] ?? 'us'] ?? Number.NaN))
  return Number.isSafeInteger(us) ? us : undefined
}
