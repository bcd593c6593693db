import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isMissing } from '../file-error.ts'
import { parseJson } from '../parse-line.ts'
import { StoreError } from './store-error.ts'
import { syncDirectory } from './sync-directory.ts'

const settingName = 'questions.json'

/**
 * The directory of the audit log that every question to a store has to be recorded in, absolute; undefined where none has to.
 * @throws StoreError QUESTION_LOG_UNREADABLE
 */
export async function questionLog(store: string): Promise<string | undefined> {
  const path = join(store, settingName)
  const text = await readFile(path, 'utf8').catch(error => {
    if (isMissing(error)) return undefined
    throw unreadable(path)
  })
  if (text === undefined) return undefined
  const read = parseJson(text)
  const { directory } = (read.status === 'json' ? (read.value ?? {}) : {}) as { directory?: unknown }
  // Whoever damages it must not be let in without a record.
  if (typeof directory !== 'string' || directory === '') throw unreadable(path)
  return resolve(store, directory)
}

/** Lets every question to a store be recorded in a directory, which is relative to the store; undefined ends it. */
export async function setQuestionLog(store: string, directory: string | undefined): Promise<void> {
  const path = join(store, settingName)
  if (directory === undefined) await rm(path, { force: true })
  else {
    const draft = `${path}.draft`
    await writeFile(draft, `${JSON.stringify({ directory })}\n`, { mode: 0o644 })
    await rename(draft, path)
  }
  await syncDirectory(store)
}

function unreadable(path: string): StoreError {
  return new StoreError(
    'QUESTION_LOG_UNREADABLE',
    `${path} cannot be read, which says where questions to the store are recorded`,
    'Ask whoever administrates the store: `weaklayer audit on` writes it anew.',
  )
}
