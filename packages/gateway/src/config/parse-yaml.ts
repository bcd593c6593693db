import { LineCounter, parseDocument } from 'yaml'

export type ParsedYaml = { status: 'ok'; value: unknown } | { status: 'invalid'; message: string }

/** Keys of lists or maps would be named in warnings of the library, and take a time that grows with the square of their depth. */
const options = (lineCounter: LineCounter) =>
  ({ prettyErrors: false, lineCounter, stringKeys: true, logLevel: 'error' }) as const

/** Parses YAML or JSON. Messages name the place only: the text around it may be a secret. */
export function parseYaml(text: string): ParsedYaml {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, options(lineCounter))
  const error = document.errors[0]
  if (error === undefined) return toValue(() => document.toJS() as unknown)
  const { line, col } = lineCounter.linePos(error.pos[0])
  const what = error.code.toLowerCase().replaceAll('_', ' ')
  return { status: 'invalid', message: `line ${line}, column ${col} is no YAML or JSON: ${what}` }
}

/** Aliases that would grow without bound, or stand for what they stand in, make this fail. */
function toValue(read: () => unknown): ParsedYaml {
  try {
    const value = read()
    JSON.stringify(value)
    return { status: 'ok', value }
  } catch {
    return { status: 'invalid', message: 'its aliases expand to too much, or stand for what they stand in' }
  }
}
