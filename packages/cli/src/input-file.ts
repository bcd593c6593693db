import { readFile } from 'node:fs/promises'
import { text as textOfStream } from 'node:stream/consumers'
import { wrongCall } from './cli-error.ts'
import { kindOf } from './event-directory.ts'

/** The content of a YAML or JSON file that is named on the command line. */
export async function readInputFile(file: string): Promise<unknown> {
  const kind = await kindOf(file)
  if (kind !== 'file') {
    const why = kind === 'nothing' ? 'it does not exist' : 'it is a directory'
    throw wrongCall(`cannot read ${file}: ${why}`, 'Name a file.')
  }
  return await parsed(decoded(await readFile(file)), file)
}

/** What arrives on standard input, YAML or JSON. */
export async function readStandardInput(): Promise<unknown> {
  return await parsed(await textOfStream(process.stdin), 'standard input')
}

async function parsed(text: string, name: string): Promise<unknown> {
  // Loaded here and not above: the gateway's packages would slow down every other verb.
  const { parseYaml } = await import('@weaklayer/gateway')
  const reading = parseYaml(text)
  if (reading.status === 'ok') return reading.value
  throw wrongCall(`cannot read ${name}: ${reading.message}`, 'Correct it at this place.')
}

/** PowerShell's `>` writes UTF-16. */
function decoded(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  return isUtf16 ? bytes.subarray(2).toString('utf16le') : bytes.toString('utf8')
}
