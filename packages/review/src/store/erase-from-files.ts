import { open, rename, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type EventFile, listEventFiles } from '../event-files.ts'
import { isMissing } from '../file-error.ts'
import { parseJson } from '../parse-line.ts'
import { readRawFile } from '../read-raw-lines.ts'
import { syncDirectory } from './sync-directory.ts'

export interface ErasedFiles {
  /** Event files and dead letters that were written anew without the sensor. */
  files: number
  /** Files that a gateway writes to still: erase again when they are finished. */
  open: string[]
  renewed?: { folder: string; oldKey: string; newKey: string; bytes: number }[]
}

/** Takes all lines of a sensor out of the finished files of folders, and names the open ones that hold some. */
export async function eraseFromFiles(
  folders: readonly string[],
  sensor: string,
): Promise<ErasedFiles & Required<Pick<ErasedFiles, 'renewed'>>> {
  const erased = { files: 0, open: [] as string[], renewed: [] as Required<ErasedFiles>['renewed'] }
  const files = new Map<string, EventFile>()
  for (const folder of folders)
    for (const directory of [folder, join(folder, 'dead-letter')])
      for (const file of await listEventFiles(directory)) files.set(resolve(file.path), file)
  for (const file of files.values()) {
    if (!(await holds(file, sensor))) continue
    if (file.endUs === undefined) erased.open.push(file.path)
    else {
      erased.renewed.push(await writeWithout(file, sensor))
      erased.files++
    }
  }
  return erased
}

async function holds(file: EventFile, sensor: string): Promise<boolean> {
  try {
    for await (const { text } of readRawFile(file)) if (isOf(text, sensor)) return true
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  return false
}

/** What cannot be parsed but names the sensor goes too. */
function isOf(text: string | undefined, sensor: string): boolean {
  if (text === undefined) return false
  const json = parseJson(text)
  if (json.status === 'not JSON') return text.includes(sensor)
  return (json.value as { sensor?: unknown } | null)?.sensor === sensor
}

async function writeWithout(file: EventFile, sensor: string) {
  const draft = join(dirname(file.path), `.${file.name}.draft`)
  const before = await stat(file.path, { bigint: true })
  const handle = await open(draft, 'w', Number(before.mode & 0o777n))
  try {
    for await (const text of textWithout(file, sensor)) await handle.write(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, file.path)
  await syncDirectory(dirname(file.path))
  const after = await stat(file.path, { bigint: true })
  return {
    folder: resolve(file.folder),
    oldKey: `${file.startUs}/${before.ino}`,
    newKey: `${file.startUs}/${after.ino}`,
    bytes: Number(after.size),
  }
}

async function* textWithout(file: EventFile, sensor: string): AsyncGenerator<string> {
  const isArray = file.format === 'array'
  let begin = isArray ? '[' : ''
  for await (const { text, whole } of readRawFile(file)) {
    // A line that is too long to read stays out: nobody knows whose it is.
    if (text === undefined || isOf(text, sensor)) continue
    yield `${begin}${text}${whole ? '\n' : ''}`
    begin = isArray ? ',' : ''
  }
  if (isArray) yield begin === '[' ? '[]\n' : ']\n'
}
