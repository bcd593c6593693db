import { open } from 'node:fs/promises'
import { isAbsolute, relative, resolve } from 'node:path'
import type { TruthRecord } from '@weaklayer/review'
import { plainText } from '@weaklayer/review/plain-text'
import { wrongCall } from '../cli-error.ts'

/** The list of what was planted: one JSON object a line. */
export interface TruthFile {
  add(record: TruthRecord): void
  close(): Promise<void>
}

/** Opens a new file that no reader of the events can come upon. */
export async function openTruth(path: string, directory: string): Promise<TruthFile> {
  const within = relative(resolve(directory), resolve(path))
  if (!isAbsolute(within) && !/^\.\.([/\\]|$)/.test(within))
    throw wrongCall(
      `cannot write the truth to ${plainText(path, 500)}: it is in the directory of the events`,
      'Name a file outside of it, so that no detection reads it.',
    )
  const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    throw wrongCall(
      `cannot write the truth to ${plainText(path, 500)}: ${error.code === 'EEXIST' ? 'it exists' : error.code}`,
      'Name a new file in a directory that exists.',
    )
  })
  const lines: string[] = []
  return {
    add(record) {
      lines.push(`${JSON.stringify(record)}\n`)
    },
    async close() {
      await file.writeFile(lines.join(''))
      await file.close()
    },
  }
}
