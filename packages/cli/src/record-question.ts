import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { questionLog } from '@weaklayer/review'
import type { AuditEntry } from '@weaklayer/wire'
import { failure } from './cli-error.ts'
import { beforeQuietEnd } from './printer.ts'
import { whoAsks } from './who-asks.ts'

/** A question to a store, as it is recorded. */
export interface Question {
  verb: string
  /** What was asked: the query or what else says it. */
  about: Record<string, string | number>
}

/** How much of the answer is given so far. */
export interface Tally {
  rows: number
}

/** Somebody else's record takes some milliseconds; a directory that is taken for longer is not one's own. */
const patienceMs = 10_000
const againMs = 20
/** A record has to stay small; of a longer question there is the hash too. */
const mostCharacters = 10_000

/**
 * Asks a store, on record where the store wants it: what was asked before anything is read, and how much was answered after it.
 * @throws CliError QUESTION_UNRECORDED: nothing was read, or what was read is not on record as answered
 */
export async function recordQuestion<Result>(
  store: string,
  question: Question,
  ask: (tally: Tally) => Promise<Result>,
): Promise<Result> {
  const tally = { rows: 0 }
  const directory = await questionLog(store)
  if (directory === undefined) return await ask(tally)
  const actor = whoAsks()
  const own = join(directory, `user-${actor.uid ?? actor.user?.replaceAll(/[^\w.-]/g, '_')}`)
  const { verb } = question
  const asked = await record(own, {
    action: 'store.asked',
    outcome: 'done',
    actor,
    subject: { store: resolve(store), ...shortened(question.about) },
    details: { verb },
  })
  let ended: Promise<number> | undefined
  const end = (outcome: 'done' | 'failed') => {
    const details = { verb, asked, rows: tally.rows }
    ended ??= record(own, { action: 'store.answered', outcome, actor, details })
    return ended
  }
  const forget = beforeQuietEnd(() => end('done'))
  try {
    const result = await ask(tally)
    await end('done')
    return result
  } catch (error) {
    await end('failed')
    throw error
  } finally {
    forget()
  }
}

/** Gives the number of the record, which is durable then. */
async function record(directory: string, entry: AuditEntry): Promise<number> {
  const audit = await openPatiently(directory)
  await audit.record(entry)
  const { seq } = audit.head()
  const isWritten = audit.counts().records > 0 && audit.counts().lost === 0
  await audit.close()
  if (isWritten) return seq
  throw unrecorded(`it cannot be written to ${directory}`)
}

async function openPatiently(directory: string) {
  const untilMs = performance.now() + patienceMs
  for (;;) {
    try {
      // Loaded here and not above: questions that nobody records need not wait for it.
      const { openStoreAudit } = await import('./store-audit.ts')
      return await openStoreAudit(directory)
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code !== 'AUDIT_DIRECTORY_IN_USE') throw unrecorded(message)
      if (performance.now() > untilMs) throw unrecorded(`another program writes to ${directory}`)
      await setTimeout(againMs)
    }
  }
}

function unrecorded(why: string) {
  return failure(
    'QUESTION_UNRECORDED',
    `this store answers on record only, and the record is not possible: ${why}`,
    'Ask whoever administrates the store: you have to be able to write there, and the disk needs free space.',
  )
}

function shortened(about: Question['about']): Question['about'] {
  const entries = Object.entries(about).flatMap(([name, value]): [string, string | number][] =>
    typeof value === 'string' && value.length > mostCharacters
      ? [
          [name, value.slice(0, mostCharacters).toWellFormed()],
          [`${name}Sha256`, createHash('sha256').update(value).digest('hex')],
        ]
      : [[name, value]],
  )
  return Object.fromEntries(entries)
}
