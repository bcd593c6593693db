import { type Revocation, revocationList } from '@weaklayer/wire'
import { parseYaml } from '../config/parse-yaml.ts'

export type RevocationReading =
  | { status: 'ok'; entries: Revocation[] }
  | { status: 'invalid'; message: string }

/** How far clocks of machines may be apart. */
const toleranceUs = 300_000_000

/** Reads the text of a list of revocations, JSON or YAML. JSON is much faster for a list of thousands. */
export function readRevocations(text: string, nowUs: number): RevocationReading {
  const value = parseList(text)
  if (value.status === 'invalid') return value
  const parsed = revocationList.safeParse(value.value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return { status: 'invalid', message: `${issue?.path.join('.') || 'the file'}: ${issue?.message}` }
  }
  const future = futureEntry(parsed.data.entries, nowUs)
  if (future === -1) return { status: 'ok', entries: parsed.data.entries }
  return { status: 'invalid', message: `entries.${future}.issuedBefore: ${inFuture}` }
}

export const inFuture = 'is in the future, so every new token would be refused too'

/** Index of the first entry that ends tokens which do not exist yet; -1 when there is none. */
export function futureEntry(entries: readonly Revocation[], nowUs: number): number {
  return entries.findIndex(({ issuedBefore }) => (issuedBefore ?? 0) > nowUs + toleranceUs)
}

function parseList(text: string) {
  try {
    return { status: 'ok' as const, value: JSON.parse(text) as unknown }
  } catch {
    return parseYaml(text)
  }
}
