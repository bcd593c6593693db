/** A parsed event, and where its text would begin. */
export interface Written {
  text: string
  at: number
  event: Readonly<Record<string, unknown>>
}

/**
 * Where the text of an event would end if it is what `JSON.stringify` writes of it; -1 when that cannot be told by lengths alone. The
 * text holds no escape, so a string is as long as it is written.
 * Only a whole number can be written in fewer characters: in scientific notation. At most `mostSaved` may be saved in one event.
 */
export function endOfPlain({ text, at, event }: Written, mostSaved: number): number {
  let end = at + 1
  let saved = 0
  for (const key in event) {
    const value = event[key]
    const length = typeof value === 'number' ? digitsOf(value) : lengthOf(value)
    if (length < 0 || isDigit(key.charCodeAt(0))) return -1
    end += key.length + 3 + length
    if (isRound(value)) {
      if (text.charCodeAt(end - 1) !== zero) return -1
      saved += savedOf(value)
    }
    end++
  }
  return saved > mostSaved ? -1 : end
}

const zero = 0x30

/** Keys that are whole numbers come first, wherever they stood in the text. */
function isDigit(code: number): boolean {
  return code >= zero && code <= zero + 9
}

function isRound(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && Number.isInteger(value / 100)
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 2
  if (value === true || value === null) return 4
  return value === false ? 5 : -1
}

function digitsOf(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) return -1
  // As most numbers of events: a time in µs.
  if (value >= 1_000_000_000_000_000) return 16
  let digits = 1
  let most = 9
  while (value > most) {
    digits++
    most = most * 10 + 9
  }
  return digits
}

/** Characters that a whole number with two zeros at its end saves at most in scientific notation. */
function savedOf(value: number): number {
  let saved = 0
  for (let rest = value / 1000; Number.isInteger(rest); rest /= 10) saved++
  return saved
}
