/** How event files hold their lines. Every line ends with a line feed, so that a torn end shows. */
export interface FileFormat {
  extension: 'ndjson' | 'json'
  /** Lines of JSON as the file holds them; `isFirst` for those that begin it. */
  encode(lines: Buffer, isFirst: boolean): Buffer
  /** What stands behind the last line of a finished file. */
  ending: string
  /** Whether a line, with its line feed, was written to its end. */
  isWhole(line: Buffer): boolean
}

export type FormatName = 'lines' | 'array'

const lines: FileFormat = {
  extension: 'ndjson',
  encode: given => given,
  ending: '',
  isWhole: line => isJson(line, 0),
}

/** A JSON array as the first Weaklayer wrote it: `[{…}\n,{…}\n]\n`, so that nothing written is ever written over. */
const array: FileFormat = {
  extension: 'json',
  encode(given, isFirst) {
    // latin1 keeps each byte; JSON has no line feed inside a line.
    const text = given.toString('latin1', 0, given.length - 1)
    return Buffer.from(`${isFirst ? '[' : ','}${text.replaceAll('\n', '\n,')}\n`, 'latin1')
  },
  ending: ']\n',
  isWhole: line => line.toString('latin1') === ']\n' || isJson(line, 1),
}

export const fileFormats: Record<FormatName, FileFormat> = { lines, array }

/** Power loss can leave blocks of zeros with a line feed behind them: a whole line is JSON. */
function isJson(line: Buffer, from: number): boolean {
  if (line.at(-1) !== 0x0a) return false
  try {
    JSON.parse(line.toString('utf8', from))
    return true
  } catch {
    return false
  }
}
