import { readFile } from 'node:fs/promises'
import type { Revocation } from '@weaklayer/wire'
import type { Logger } from 'pino'
import { type Clock, nowUs } from '../clock.ts'
import { createQuietLog } from '../log/quiet-log.ts'
import { startError, systemCode } from '../start-error.ts'
import { createTurns } from '../turns.ts'
import { futureEntry, inFuture, readRevocations } from './read-revocations.ts'
import { createRevocationIndex, type RevocationIndex } from './revocation-index.ts'

/** Who is let in no longer, as the configuration and the list file say now. */
export interface Revocations extends RevocationIndex {
  /** What the configuration and the file list now. */
  listed(): ListedRevocations
  /** Absent where no file is configured. */
  file: string | undefined
  /**
   * Runs what changes the file while nobody else here reads it; when it says true, the file counts at once. `by` is who
   * wanted it.
   */
  change<Outcome extends { isChanged: boolean }>(work: () => Promise<Outcome>, by: Facts): Promise<Outcome>
  close(): void
}

interface ListedRevocations {
  configured: readonly Revocation[]
  inFile: readonly Revocation[]
}

type Facts = Record<string, string>

/** A list that counts from now on. */
export interface RevocationsChanged {
  before: readonly Revocation[]
  after: readonly Revocation[]
  /** Who changed it. */
  by: Facts
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
  /** @default nobody is told */
  onChanged?: (change: RevocationsChanged) => Promise<void>
}

/**
 * Reads the list and goes on reading it. Without a file that can be used nothing starts; later such a file changes
 * nothing: the last good list stays.
 * @throws StartError REVOCATION_LIST_INVALID
 */
export async function watchRevocations(source: RevocationSource, watching: Watching): Promise<Revocations> {
  const { clock } = watching
  const { entries, file, intervalMs } = source
  refuseFuture(entries, clock)
  if (file === undefined) return withoutFile(entries)
  const readList = createListReader(file, watching)
  const first = await readList()
  if (first.status === 'invalid') {
    throw startError('REVOCATION_LIST_INVALID', `cannot use ${file}: ${first.message}`)
  }
  let inFile = first.entries
  let index = createRevocationIndex([...entries, ...inFile])
  const readAgain = createRereading(file, readList, watching)
  const turns = createTurns()
  const read = (by: Facts) =>
    readAgain(async next => {
      const before = inFile
      inFile = next
      index = createRevocationIndex([...entries, ...inFile])
      await watching.onChanged?.({ before, after: inFile, by })
    })
  return {
    refuses: who => index.refuses(who),
    endedBeforeUs: who => index.endedBeforeUs(who),
    listed: () => ({ configured: entries, inFile }),
    file,
    change: (work, by) =>
      turns.run(file, async () => {
        const outcome = await work()
        if (outcome.isChanged) await read(by)
        return outcome
      }),
    close: repeat(() => turns.run(file, () => read({ via: 'file' })), intervalMs, clock),
  }
}

function withoutFile(entries: readonly Revocation[]): Revocations {
  return {
    ...createRevocationIndex(entries),
    listed: () => ({ configured: entries, inFile: [] }),
    file: undefined,
    change: work => work(),
    close: () => undefined,
  }
}

/** Reads the list again and takes it over if it changed; one that cannot be used changes nothing. */
function createRereading(file: string, readList: () => Promise<ListReading>, { clock, log }: Watching) {
  const quietLog = createQuietLog(log, clock)
  return async (takeOver: (entries: Revocation[]) => Promise<void>) => {
    const next = await readList()
    if (next.status === 'invalid') {
      const facts = { file, reason: next.message }
      quietLog.error(
        'REVOCATION_LIST_INVALID',
        facts,
        'the list of revocations is unusable; the last good one stays',
      )
    } else if (!next.isSame) {
      await takeOver(next.entries)
      log.info({ file, entries: next.entries.length }, 'the list of revocations changed')
    }
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
