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

const workerFolder = /^worker-(\d{1,4})$/

/**
 * The chains below the directory of an audit log: its own, and those of workers, each in a folder `worker-<number>`. Where there are
 * workers, its own counts only if it has files: of a time without workers.
 */
export async function listAuditChains(directory: string): Promise<AuditChain[]> {
  const workers = (await readdir(directory))
    .flatMap(name => workerFolder.exec(name)?.[1] ?? [])
    .sort((left, right) => Number(left) - Number(right))
  const own = await chainIn(directory)
  const others = await Promise.all(workers.map(number => chainIn(join(directory, `worker-${number}`))))
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
