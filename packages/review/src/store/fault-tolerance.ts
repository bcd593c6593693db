import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Duck } from '../duck/duck.ts'
import { sqlText } from '../duck/sql-text.ts'
import { isMissing } from '../file-error.ts'
import { filesOf, type Manifest, type StoreFile } from './manifest.ts'
import { StoreError } from './store-error.ts'

/** A file of a store that cannot be read. Everything else answers as if its events were not there. */
export interface StoreFault {
  path: string
  message: string
}

/** What statements read in place of a faulty file of events: the same columns, no row. */
export const emptyFileName = 'empty.parquet'

/** Keeps statements going when files cannot be read. */
export interface FaultTolerance {
  faults: StoreFault[]
  isFaulty(path: string): boolean
  /** Does something with a statement; where a file of it turns out to be faulty, again without that one. */
  answering<Result>(sql: string, act: (sql: string) => Promise<Result>): Promise<Result>
}

interface Scene {
  duck: Duck
  directory: string
  manifest: () => Manifest
  /** Called when a fault was found: views are to be without it. */
  onFault: () => void
  /** Takes a newer manifest; false when there is none. */
  renew: () => Promise<boolean>
}

export function createFaultTolerance({ duck, directory, manifest, onFault, renew }: Scene): FaultTolerance {
  const faults: StoreFault[] = []
  const literal = (path: string) => sqlText(join(directory, path))
  const isFaulty = (path: string) => faults.some(fault => fault.path === path)

  function without(sql: string): string {
    const empty = literal(emptyFileName)
    return faults.reduce((text, { path }) => text.replaceAll(literal(path), empty), sql)
  }

  async function judge(files: readonly StoreFile[]): Promise<boolean> {
    const before = faults.length
    for (const { path } of files) {
      const message = await whatIsWrong(duck, join(directory, path))
      if (message !== undefined) faults.push({ path, message })
    }
    return faults.length > before
  }

  /** True when it found something new, so that trying again makes sense. */
  async function examine(message: string): Promise<boolean> {
    const suspects = filesOf(manifest()).filter(({ path }) => path.endsWith('.parquet') && !isFaulty(path))
    const named = suspects.filter(({ path }) => message.includes(path))
    // The message names no file when only a page in the middle is damaged.
    return (await judge(named)) || (await judge(suspects))
  }

  /** Returns when trying again makes sense. */
  async function mend(error: unknown): Promise<void> {
    const message = error instanceof Error ? error.message : ''
    if (isAboutStatement(message)) throw error
    // A reader that did not look for long may ask for files that were replaced.
    if (await renew()) return
    if (!(await examine(message))) throw changedOr(error, message)
  }

  return {
    faults,
    isFaulty,
    async answering(sql, act) {
      for (let known = faults.length; ; ) {
        try {
          if (faults.length > known) onFault()
          known = faults.length
          return await act(without(sql))
        } catch (error) {
          await mend(error)
        }
      }
    },
  }
}

/** Whether the database says that a statement is wrong or too much, as against a file that it cannot read. */
export function isAboutStatement(message: string): boolean {
  return /^(?:Parser|Binder|Catalog|Conversion|Out of Range|Out of Memory|Permission|INTERRUPT|Not implemented|the database is closed)/.test(
    message,
  )
}

/** A file that is named by a statement only was replaced since; its events are in another one. */
function changedOr(error: unknown, message: string): unknown {
  if (!/No such file|No files found/.test(message)) return error
  return new StoreError(
    'STORE_CHANGED',
    'files of the store were replaced while it was asked',
    'Ask again: the answer comes from its new files.',
  )
}

/** Why a file cannot be read whole; undefined when it can. */
export async function whatIsWrong(duck: Duck, path: string): Promise<string | undefined> {
  try {
    await stat(path)
    await duck.run(`SELECT hash(COLUMNS(*)) FROM read_parquet(${sqlText(path)})`)
    return undefined
  } catch (error) {
    if (isMissing(error)) return 'is not there'
    return `is damaged: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`
  }
}
