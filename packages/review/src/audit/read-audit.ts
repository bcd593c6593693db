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

/** One chain of records. */
export interface AuditChain {
  directory: string
  /** In the order of their records. */
  files: string[]
}

/** Of workers of a gateway, and of people who ask a store. */
const chainFolder = /^(?:worker-\d{1,4}|user-[\w.-]{1,64})$/
const byNumber = new Intl.Collator('en', { numeric: true })

/**
 * The chains below the directory of an audit log: its own, and those in folders `worker-<number>` and `user-<number or name>`. Where
 * there are such, its own counts only if it has files: of a time without workers.
 */
export async function listAuditChains(directory: string): Promise<AuditChain[]> {
  const folders = (await readdir(directory)).filter(name => chainFolder.test(name)).sort(byNumber.compare)
  const own = await chainIn(directory)
  const others = await Promise.all(folders.map(name => chainIn(join(directory, name))))
  return own.files.length === 0 && others.length > 0 ? others : [own, ...others]
}

async function chainIn(directory: string): Promise<AuditChain> {
  const files = auditFilesIn(await readdir(directory)).map(name => join(directory, name))
  return { directory, files }
}

/** Reads files one after the other, line by line. */
export async function* readAuditLines(files: readonly string[]): AsyncGenerator<AuditLogLine> {
  for (const [index, file] of files.entries()) {
    for await (const { text = '', line, whole } of readLines(file)) {
      yield { place: { file, line }, text, whole: whole || index < files.length - 1 }
    }
  }
}
