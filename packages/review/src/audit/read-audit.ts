import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { auditFilesIn } from '@weaklayer/wire'
import { readLines } from '../read-lines.ts'

/** Where a line of an audit log stands. */
export interface AuditPlace {
  file: string
  line: number
}

/** One line of an audit log. */
export interface AuditLogLine {
  place: AuditPlace
  text: string
  /** False for what stands after the last line end of the last file: a gateway may be writing it now. */
  whole: boolean
}

/** The files of an audit log in a directory, in the order of their records. */
export async function listAuditFiles(directory: string): Promise<string[]> {
  return auditFilesIn(await readdir(directory)).map(name => join(directory, name))
}

/** Reads files one after the other, line by line. */
export async function* readAuditLines(files: readonly string[]): AsyncGenerator<AuditLogLine> {
  for (const [index, file] of files.entries()) {
    for await (const { text = '', line, whole } of readLines(file)) {
      yield { place: { file, line }, text, whole: whole || index < files.length - 1 }
    }
  }
}
