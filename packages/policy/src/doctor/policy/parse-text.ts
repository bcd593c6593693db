import { LineCounter, parseDocument } from 'yaml'

/** A text as data, with what strict readers would say about it. */
export type ParsedText =
  | { status: 'ok'; value: unknown; strictJson: boolean; keysTwice: string[] }
  /** `message` names the place only: the text around it may be a secret. */
  | { status: 'invalid'; message: string }

/** Text of a file: UTF-8, or UTF-16 as Windows writes it. */
export function decodeText(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes)
}

/** Parses JSON, or YAML, which forgives more. */
export function parseText(text: string): ParsedText {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { prettyErrors: false, lineCounter })
  const placeOf = (position: number) => {
    const { line, col } = lineCounter.linePos(position)
    return `line ${line}, column ${col}`
  }
  const twice = document.errors.filter(error => error.code === 'DUPLICATE_KEY')
  const fatal = document.errors.find(error => error.code !== 'DUPLICATE_KEY')
  const json = strictJson(text)
  if (json.status === 'ok' || (fatal === undefined && twice.length === 0)) {
    return {
      status: 'ok',
      value: json.status === 'ok' ? json.value : toValue(() => document.toJS() as unknown),
      strictJson: json.status === 'ok',
      keysTwice: twice.map(error => placeOf(error.pos[0])),
    }
  }
  const error = fatal ?? twice[0]
  const what = error?.code.toLowerCase().replaceAll('_', ' ')
  return { status: 'invalid', message: `${placeOf(error?.pos[0] ?? 0)} is no JSON: ${what}` }
}

function strictJson(text: string): { status: 'ok'; value: unknown } | { status: 'invalid' } {
  try {
    return { status: 'ok', value: JSON.parse(text) as unknown }
  } catch {
    return { status: 'invalid' }
  }
}

/** Aliases that would grow without bound make this fail. */
function toValue(read: () => unknown): unknown {
  try {
    return read()
  } catch {
    return undefined
  }
}
