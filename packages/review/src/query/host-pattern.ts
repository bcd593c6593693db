import type { TextPattern } from './query.ts'

/**
 * The patterns of which a host has to meet one. `*.example.com` is everything below that domain and the domain itself.
 * The dot that may end a host name (`example.com.`) makes no difference.
 */
export function hostPatterns(pattern: TextPattern): TextPattern[] {
  if (pattern.kind === 'regex') return [pattern]
  const bare = withoutDot(pattern)
  return [bare, domainItself(bare)].flatMap(one => (one === undefined ? [] : [one, withDot(one)]))
}

type Plain = Extract<TextPattern, { kind: 'plain' }>
type Wildcard = Extract<TextPattern, { kind: 'wildcard' }>

function withoutDot(pattern: Plain | Wildcard): Plain | Wildcard {
  if (pattern.kind === 'plain') return { kind: 'plain', text: pattern.text.replace(/(?<=.)\.$/s, '') }
  const last = pattern.pieces.at(-1)
  if (typeof last !== 'object' || !/.\.$/s.test(last.literal)) return pattern
  return {
    kind: 'wildcard',
    pieces: [...pattern.pieces.slice(0, -1), { literal: last.literal.slice(0, -1) }],
  }
}

/** `example.com` of `*.example.com`, which may have more wildcards. */
function domainItself(pattern: Plain | Wildcard): Plain | Wildcard | undefined {
  if (pattern.kind === 'plain') return undefined
  const [star, domain, ...more] = pattern.pieces
  if (star !== '*' || typeof domain !== 'object' || !domain.literal.startsWith('.')) return undefined
  const text = domain.literal.slice(1)
  if (text === '') return undefined
  const pieces = [{ literal: text }, ...more]
  return more.length === 0 ? { kind: 'plain', text } : { kind: 'wildcard', pieces }
}

function withDot(pattern: Plain | Wildcard): Plain | Wildcard {
  if (pattern.kind === 'plain') return { kind: 'plain', text: `${pattern.text}.` }
  const last = pattern.pieces.at(-1)
  return typeof last === 'object'
    ? { kind: 'wildcard', pieces: [...pattern.pieces.slice(0, -1), { literal: `${last.literal}.` }] }
    : { kind: 'wildcard', pieces: [...pattern.pieces, { literal: '.' }] }
}
