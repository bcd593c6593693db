import { readFile } from 'node:fs/promises'
import type { Revocation } from '@weaklayer/wire'
import type { Logger } from 'pino'
import { type Clock, nowUs } from '../clock.ts'
import { createQuietLog } from '../log/quiet-log.ts'
import { startError, systemCode } from '../start-error.ts'
import { futureEntry, inFuture, readRevocations } from './read-revocations.ts'
import { createRevocationIndex, type RevocationIndex } from './revocation-index.ts'

/** Who is let in no longer, as the configuration and the list file say now. */
export interface Revocations extends RevocationIndex {
  close(): void
}

export interface RevocationSource {
  entries: readonly Revocation[]
  file?: string | undefined
  intervalMs: number
}

export interface Watching {
  clock: Clock
  log: Logger
  /** @default reads the file */
  readText?: (file: string) => Promise<string>
}

/**
 * Reads the list and goes on reading it. Without a file that can be used nothing starts; later such a file changes
 * nothing: the last good list stays.
 * @throws StartError REVOCATION_LIST_INVALID
 */
export async function watchRevocations(source: RevocationSource, watching: Watching): Promise<Revocations> {
  const { clock, log } = watching
  const { entries, file, intervalMs } = source
  refuseFuture(entries, clock)
  if (file === undefined) return { ...createRevocationIndex(entries), close: () => undefined }
  const readList = createListReader(file, watching)
  const first = await readList()
  if (first.status === 'invalid') {
    throw startError('REVOCATION_LIST_INVALID', `cannot use ${file}: ${first.message}`)
  }
  let index = createRevocationIndex([...entries, ...first.entries])
  const quietLog = createQuietLog(log, clock)
  const readAgain = async () => {
    const next = await readList()
    if (next.status === 'invalid') {
      const facts = { file, reason: next.message }
      quietLog.error(
        'REVOCATION_LIST_INVALID',
        facts,
        'the list of revocations is unusable; the last good one stays',
      )
    } else if (!next.isSame) {
      index = createRevocationIndex([...entries, ...next.entries])
      log.info({ file, entries: next.entries.length }, 'the list of revocations changed')
    }
  }
  return {
    refuses: who => index.refuses(who),
    endedBeforeUs: who => index.endedBeforeUs(who),
    close: repeat(readAgain, intervalMs, clock),
  }
}

function refuseFuture(entries: readonly Revocation[], clock: Clock): void {
  const index = futureEntry(entries, nowUs(clock))
  if (index === -1) return
  throw startError('REVOCATION_LIST_INVALID', `sensor.revocation.entries.${index}.issuedBefore ${inFuture}`)
}

type ListReading =
  | { status: 'ok'; entries: Revocation[]; isSame: boolean }
  | { status: 'invalid'; message: string }

/** A list of thousands is parsed again only when its text changed. */
function createListReader(file: string, watching: Watching): () => Promise<ListReading> {
  const { clock, readText = path => readFile(path, 'utf8') } = watching
  let good: { text: string; entries: Revocation[] } | undefined
  return async () => {
    try {
      const text = await readText(file)
      if (text === good?.text) return { status: 'ok', entries: good.entries, isSame: true }
      const reading = readRevocations(text, nowUs(clock))
      if (reading.status === 'invalid') return reading
      good = { text, entries: reading.entries }
      return { ...reading, isSame: false }
    } catch (error) {
      return { status: 'invalid', message: systemCode(error) }
    }
  }
}

/** Runs again and again, each time after the one before has ended; returns what ends it. */
function repeat(run: () => Promise<void>, intervalMs: number, clock: Clock): () => void {
  let cancel: (() => void) | undefined
  let closed = false
  const schedule = () => {
    if (!closed) cancel = clock.after(intervalMs, () => void run().then(schedule))
  }
  schedule()
  return () => {
    closed = true
    cancel?.()
  }
}
