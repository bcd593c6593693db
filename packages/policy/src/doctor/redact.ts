import type { Finding } from './finding.ts'

/** Long base64, as every secret of ours is; ids and hashes of packages are no base64 of that length. */
const secretText = /^[A-Za-z0-9+/_-]{40,}={0,2}$/
const embedded = /[A-Za-z0-9+/_-]{40,}={0,2}/g
const secretNames = new Set(['secret', 'checksum', 'password'])
/** Findings cut long texts: so many characters of a secret are one already. */
const headCharacters = 16

/** Every text of a policy that may be a secret, also where it does not belong. */
export function secretsIn(value: unknown, name = ''): string[] {
  if (typeof value === 'string') return secretsOfText(value, name)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => [
    ...secretsOfText(key, ''),
    ...secretsIn(member, key),
  ])
}

function secretsOfText(text: string, name: string): string[] {
  if (secretText.test(text) || (text !== '' && secretNames.has(name))) return [text]
  return (text.match(embedded) ?? []).filter(looksRandom)
}

/** Unlike the path of an address. */
function looksRandom(text: string): boolean {
  return (text.match(/[A-Z]/g)?.length ?? 0) >= 3 && (text.match(/\d/g)?.length ?? 0) >= 3
}

/** Takes secrets out of findings: the last of several lines of defence, since no check shows one knowingly. */
export function redact(findings: readonly Finding[], secrets: readonly string[]): Finding[] {
  const longestFirst = [...new Set(secrets)].sort((left, right) => right.length - left.length)
  const clean = (text: string) => longestFirst.reduce(without, text)
  return findings.map(each => ({
    ...each,
    subject: clean(each.subject),
    found: clean(each.found),
    ...(each.todo !== undefined && { todo: clean(each.todo) }),
  }))
}

/** Replaces a secret, or as much of its beginning as is there. Hosts come in lower case. */
function without(text: string, secret: string): string {
  const head = secret.slice(0, headCharacters).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const start = text.search(new RegExp(head, 'i'))
  if (start === -1) return text
  let length = Math.min(headCharacters, secret.length)
  while (length < secret.length && sameLetter(text[start + length], secret[length])) length++
  return `${text.slice(0, start)}…${without(text.slice(start + length), secret)}`
}

function sameLetter(left: string | undefined, right: string | undefined): boolean {
  return left?.toLowerCase() === right?.toLowerCase()
}
