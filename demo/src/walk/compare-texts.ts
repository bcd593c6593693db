import type { StoredEvent } from '@weaklayer/wire'
import type { ExpectedEvent } from './expected-event.ts'

interface Pair {
  line: string
  text: string
  event: StoredEvent
}

/**
 * Compares typed text by hash: the same text must have the same hash, another text another one, and no stored event
 * may hold a password in clear. Both maps have the same lines with the same number of events, oldest first.
 */
export function compareTexts(
  expectedByLine: ReadonlyMap<string, readonly ExpectedEvent[]>,
  storedByLine: ReadonlyMap<string, readonly StoredEvent[]>,
): string[] {
  const pairs = [...expectedByLine].flatMap(([line, expected]) =>
    expected.flatMap((one, index) => {
      const event = storedByLine.get(line)?.[index]
      return one.type === 'TextInput' && event !== undefined ? [{ line, text: one.text, event }] : []
    }),
  )
  const passwords = new Set(
    pairs.filter(({ event }) => event.inputType === 'password').map(({ text }) => text),
  )
  return [
    ...pairs.flatMap(lengthDifference),
    ...hashDifferences(pairs),
    ...[...storedByLine.values()].flat().flatMap(event => leaks(event, passwords)),
  ]
}

/** `textLength` is the exact length or the lower bound of a bucket. */
function lengthDifference({ line, text, event }: Pair): string[] {
  const length = Number(event.textLength)
  const right = length > 0 && length <= text.normalize('NFC').length
  return right ? [] : [`wrong: ${line}: textLength ${event.textLength} for ${text.length} characters`]
}

function hashDifferences(pairs: readonly Pair[]): string[] {
  const hashOf = new Map<string, string>()
  const textOf = new Map<string, string>()
  return pairs.flatMap(({ line, text, event }) => {
    const hash = `${event.hashKeyId ?? ''} ${event.textHash}`
    const sameText = hashOf.get(text)
    const sameHash = textOf.get(hash)
    hashOf.set(text, sameText ?? hash)
    textOf.set(hash, sameHash ?? text)
    if (event.textHash === '') return [`wrong: ${line}: no textHash`]
    if (sameText !== undefined && sameText !== hash)
      return [`wrong: ${line}: another textHash for the same text`]
    if (sameHash !== undefined && sameHash !== text) return [`wrong: ${line}: the textHash of another text`]
    return []
  })
}

function leaks(event: StoredEvent, passwords: ReadonlySet<string>): string[] {
  const written = JSON.stringify(event)
  const found = [...passwords].some(password => written.includes(JSON.stringify(password).slice(1, -1)))
  return found ? [`wrong: event ${event.seq} (${event.type}) holds a password in clear`] : []
}
