export interface EventLimits {
  stringLength: number
  eventBytes: number
}

export type LimitCheck = { status: 'ok' } | { status: 'too_large' | 'invalid'; message: string }

const ok: LimitCheck = { status: 'ok' }

/**
 * Checks what JSON text can hold but a reader of the stored file may refuse or change: strings that are too long or
 * not Unicode (a lone surrogate), numbers that lose digits. The depth of the value is bounded before it is parsed.
 */
export function checkValues(value: unknown, limits: EventLimits): LimitCheck {
  if (typeof value === 'string') return checkText(value, limits)
  if (typeof value === 'number') return checkNumber(value)
  if (typeof value !== 'object' || value === null) return ok
  if (Array.isArray(value)) return checkEach(value, limits)
  const fields = value as Record<string, unknown>
  for (const key of Object.keys(fields)) {
    const check = checkBoth(checkText(key, limits), () => checkValues(fields[key], limits))
    if (check.status !== 'ok') return check
  }
  return ok
}

/**
 * Whether an event passes `checkValues` for sure, which costs a fraction of that: it holds no objects, its numbers are exact, and its
 * JSON text shows that no string is too long or not Unicode.
 */
export function isPlain(
  event: Readonly<Record<string, unknown>>,
  json: string,
  limits: EventLimits,
): boolean {
  if (json.length > limits.stringLength || json.includes(surrogateEscape)) return false
  for (const key in event) {
    const value = event[key]
    if (typeof value === 'number' ? !isExact(value) : typeof value === 'object' && value !== null)
      return false
  }
  return true
}

/** How JSON.stringify begins to write a surrogate that has no other half. */
const surrogateEscape = '\\ud'

function checkEach(values: unknown[], limits: EventLimits): LimitCheck {
  for (const value of values) {
    const check = checkValues(value, limits)
    if (check.status !== 'ok') return check
  }
  return ok
}

function checkBoth(first: LimitCheck, second: () => LimitCheck): LimitCheck {
  return first.status === 'ok' ? second() : first
}

function checkText(text: string, limits: EventLimits): LimitCheck {
  if (text.length > limits.stringLength) {
    return { status: 'too_large', message: `a string is longer than ${limits.stringLength} characters` }
  }
  return text.isWellFormed() ? ok : { status: 'invalid', message: 'a string is not well-formed Unicode' }
}

function checkNumber(value: number): LimitCheck {
  return isExact(value)
    ? ok
    : { status: 'invalid', message: 'a number is beyond what JSON readers keep exact' }
}

function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
}
