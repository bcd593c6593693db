import { readdir, stat, unlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Logger } from 'pino'
import { systemClock } from '../clock.ts'
import type { EventLimits } from '../events/event-limits.ts'
import { lockDirectory } from '../outputs/directory-lock.ts'
import { createDiskShare } from '../outputs/disk-share.ts'
import { openFilesystemOutput } from '../outputs/filesystem.ts'
import { finishLeftovers } from '../outputs/finish-leftovers.ts'
import { groupFolders } from '../outputs/group-folders.ts'
import { durable, type Output, type WriteOutcome } from '../outputs/output.ts'
import { startError, systemCode } from '../start-error.ts'
import { createReplayCount, type ReplayReport } from './replay-count.ts'
import { draftEnding, type LetterFile, type ReplayTo, replayFile } from './replay-file.ts'
import type { ReplayPlaces } from './replay-places.ts'

export interface ReplayOptions {
  places: ReplayPlaces
  limits: EventLimits
  /** Only tell what would happen; this works beside a running gateway. */
  dryRun: boolean
  log: Logger
}

/**
 * Stores the events of the dead letter that are valid now, with their own sensor, group, epoch, seq and time of receipt,
 * and leaves the others where they are. Doing it again stores nothing twice in the eyes of readers.
 * @throws StartError OUTPUT_DIRECTORY_IN_USE, OUTPUT_DIRECTORY_UNUSABLE, REPLAY_OTHER_USER, REPLAY_STOPPED
 */
export async function replayDeadLetters(options: ReplayOptions): Promise<ReplayReport> {
  const { places, limits, dryRun } = options
  const count = createReplayCount()
  if (!(await isThere(places.deadLetter))) return count.report()
  if (dryRun) await replayAll(places.deadLetter, { limits, count, store: undefined })
  else
    await withDirectories(
      options,
      async store => await replayAll(places.deadLetter, { limits, count, store }),
    )
  return count.report()
}

type Store = NonNullable<ReplayTo['store']>

/** Takes the directories for this process alone, as a gateway does. */
async function withDirectories(options: ReplayOptions, run: (store: Store) => Promise<void>): Promise<void> {
  const { deadLetter } = options.places
  await refuseOtherUser(deadLetter)
  const lock = await lockDirectory(deadLetter)
  try {
    await finishLeftovers(deadLetter, options.log)
    await removeDrafts(deadLetter)
    await withOutputs(options, run)
  } finally {
    await lock.release()
  }
}

async function withOutputs(
  { places, log }: ReplayOptions,
  run: (store: Store) => Promise<void>,
): Promise<void> {
  const clock = systemClock()
  const { required: disk } = createDiskShare({ clock, bestEffortOutputs: 0 })
  const outputs: Output[] = []
  try {
    for (const place of places.outputs) {
      const nothing = () => undefined
      const options = { ...disk, clock, log, commitEveryMs: 0, onDeleted: nothing, onDiskUse: nothing }
      outputs.push(await openFilesystemOutput({ ...place, ...options }))
    }
    await run((group, lines) => writeToAll(outputs, group, lines))
  } finally {
    await Promise.all(outputs.map(output => output.close()))
  }
}

async function writeToAll(outputs: readonly Output[], group: string, lines: Buffer): Promise<WriteOutcome> {
  const outcomes = await Promise.all(outputs.map(output => output.write(group, lines)))
  return outcomes.find(outcome => outcome.status === 'unavailable') ?? durable
}

async function replayAll(directory: string, to: ReplayTo): Promise<void> {
  for (const folder of await groupFolders(directory)) {
    const read = new Set<string>()
    // The second listing finds what a running gateway renamed meanwhile, which a trial may meet.
    for (const _ of ['first', 'second']) {
      for (const file of await letterFiles(folder)) if (!read.has(file.start)) await replayOne(file, read, to)
    }
  }
}

async function replayOne(file: LetterFile, read: Set<string>, to: ReplayTo): Promise<void> {
  try {
    const outcome = await replayFile(file, to)
    if (outcome.status === 'unavailable')
      throw startError('REPLAY_STOPPED', `an output could not store events: ${outcome.reason}`)
    read.add(file.start)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
  }
}

/** When it was opened, and by which worker: both stay in the name. */
const letterName = /^\.?(\d+)(?:-\d+)?(\.w\d{1,4})?\.ndjson$/

async function letterFiles(folder: string): Promise<LetterFile[]> {
  const files = (await readdir(folder)).flatMap(name => {
    const [, startUs, mark = ''] = letterName.exec(name) ?? []
    return startUs === undefined ? [] : { folder, name, start: `${startUs}${mark}`, group: basename(folder) }
  })
  return files.sort((left, right) => Number.parseInt(left.start, 10) - Number.parseInt(right.start, 10))
}

/** A replay that was killed left them; the letters in them are in their old files too. */
async function removeDrafts(directory: string): Promise<void> {
  for (const folder of await groupFolders(directory)) {
    const drafts = (await readdir(folder)).filter(name => name.endsWith(draftEnding))
    for (const name of drafts) await unlink(join(folder, name))
  }
}

/** What another user writes here, the gateway could not write on. */
async function refuseOtherUser(directory: string): Promise<void> {
  const { uid } = await stat(directory)
  if (process.getuid === undefined || process.getuid() === uid) return
  throw startError('REPLAY_OTHER_USER', `${directory} belongs to the user with id ${uid}, not to this one`)
}

async function isThere(directory: string): Promise<boolean> {
  try {
    return (await stat(directory)).isDirectory()
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw error
  }
}
