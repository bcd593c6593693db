/** What numbers with a unit mean in a field. */
interface Unit {
  /** What the field counts in. */
  counts: string
  units: Readonly<Record<string, number>>
}

const bytes = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
}
const milliseconds = { ms: 1, s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7 }
const durations = (perMs: number) =>
  Object.fromEntries(Object.entries(milliseconds).map(([unit, ms]) => [unit, ms * perMs]))

/** By how the name of the field ends. */
const unitsByName: readonly [name: RegExp, unit: Unit][] = [
  [/(?:(?:^|\.)b|B)ytes$/, { counts: 'bytes', units: bytes }],
  [/Ms$/, { counts: 'milliseconds', units: milliseconds }],
  [/Us$/, { counts: 'microseconds', units: durations(1000) }],
  [/Days$/, { counts: 'days', units: durations(1 / milliseconds.d) }],
]

const number = /^([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d{1,3})?)([a-z]*)$/i

/** The number that a word means in a field; undefined when it is none, or has a unit that the field has not. */
export function numberOf(word: string, fieldName: string): number | undefined {
  const [, digits, unit = ''] = number.exec(word) ?? []
  if (digits === undefined) return undefined
  const factor = unit === '' ? 1 : unitOf(fieldName)?.units[unit.toLowerCase()]
  if (factor === undefined) return undefined
  const value = Number(digits) * factor
  // -0 and 0 are one number, which texts of them are not.
  return Number.isFinite(value) ? value + 0 : undefined
}

/** The number that a plain word is; undefined when it is none. */
export function wordNumber(word: string): number | undefined {
  return numberOf(word, '')
}

/** What a number in a field can look like. */
export function expectedNumbers(fieldName: string): string[] {
  const unit = unitOf(fieldName)
  if (unit === undefined) return ['a number']
  const names = unit.counts === 'bytes' ? '10kB, 5MB, 1MiB' : '500ms, 90s, 5m, 2h, 7d'
  return [`a number of ${unit.counts}`, `a number with a unit: ${names}`]
}

function unitOf(fieldName: string): Unit | undefined {
  return unitsByName.find(([name]) => name.test(fieldName))?.[1]
}
