import type { Finding } from './finding.ts'

/** Long base64, as every secret of ours is; ids and hashes of packages are no base64 of that length. */
const secretText = /^[A-Za-z0-9+/_-]{40,}={0,2}$/
const secretNames = new Set(['secret', 'checksum', 'password'])
/** As many characters of a key as a problem shows. */
const shownKeyCharacters = 40

/** Every text of a policy that may be a secret, also where it does not belong. */
export function secretsIn(value: unknown, name = ''): string[] {
  if (typeof value === 'string') {
    if (secretText.test(value)) return [value]
    return value !== '' && secretNames.has(name) ? [value] : []
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => [
    ...(secretText.test(key) ? [key, key.slice(0, shownKeyCharacters)] : []),
    ...secretsIn(member, key),
  ])
}

/** Takes secrets out of findings: the last of several lines of defence, since no check shows one knowingly. */
export function redact(findings: readonly Finding[], secrets: readonly string[]): Finding[] {
  const longestFirst = secrets.toSorted((left, right) => right.length - left.length)
  const clean = (text: string) => longestFirst.reduce((rest, secret) => rest.replaceAll(secret, '…'), text)
  return findings.map(each => ({
    ...each,
    subject: clean(each.subject),
    found: clean(each.found),
    ...(each.todo !== undefined && { todo: clean(each.todo) }),
  }))
}
