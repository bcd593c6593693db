import {
  createPlaceMemory,
  createRecentReader,
  eventFilter,
  type FileEntry,
  followEvents,
  formatEventLine,
  readEventFiles,
} from '@weaklayer/review'
import { plainJson, plainText } from '@weaklayer/review/plain-text'
import { type ExitStatus, exitStatus } from './cli-error.ts'
import { eventDirectory, kindOf } from './event-directory.ts'
import { createPrinter, type Printer } from './printer.ts'
import { untilSignal } from './until-signal.ts'

export interface TailOptions {
  type?: string[]
  sensor?: string[]
  host?: string[]
  /** Microseconds since 1970 UTC. */
  since?: number
  lines?: number
  follow: boolean
  json?: boolean
  utc?: boolean
}

const usualLines = 10
const usualAgeUs = 86_400_000_000

/** Shows stored events, then by default those that arrive, until a signal. */
export async function showEvents(options: TailOptions, given: string | undefined): Promise<ExitStatus> {
  const signal = untilSignal()
  const directory = await eventDirectory(given, { mayAppear: options.follow })
  const printer = createPrinter()
  const lineOf = createLines(options)
  const begin = await whereToBegin(directory, options)
  const held = createHeldLines(printer, begin.lines)
  for await (const entry of entriesOf(directory, begin, { signal, onCaughtUp: held.release })) {
    if (signal.aborted) break
    const line = lineOf(entry)
    if (line !== undefined) held.line(line)
    await printer.drained()
  }
  held.release()
  return exitStatus.ok
}

interface Following {
  signal: AbortSignal
  onCaughtUp: () => void
}

function entriesOf(directory: string, begin: Beginning, following: Following): AsyncIterable<FileEntry> {
  if (!begin.follow) return readEventFiles(directory)
  return followEvents(directory, {
    ...following,
    fromStart: begin.lines !== 0,
    finishedSinceUs: begin.finishedSinceUs,
  })
}

interface Beginning {
  follow: boolean
  /** How many of the last stored events to begin with. */
  lines: number
  finishedSinceUs: number
}

async function whereToBegin(directory: string, options: TailOptions): Promise<Beginning> {
  const { follow, since, lines } = options
  if (!follow) return { follow, lines: lines ?? Number.POSITIVE_INFINITY, finishedSinceUs: 0 }
  const kind = await kindOf(directory)
  sayWaiting(directory, kind)
  // Everything in a directory that is made later arrives after the start.
  if (kind === 'nothing') return { follow, lines: Number.POSITIVE_INFINITY, finishedSinceUs: 0 }
  if (since !== undefined) return { follow, lines: lines ?? Number.POSITIVE_INFINITY, finishedSinceUs: since }
  return { follow, lines: lines ?? usualLines, finishedSinceUs: Date.now() * 1000 - usualAgeUs }
}

/** Holds back all but the last stored events until they are read; then lets everything through. */
function createHeldLines(printer: Printer, most: number) {
  let held: string[] = []
  let holding = Number.isFinite(most)
  return {
    line(text: string): void {
      if (!holding) {
        printer.line(text)
        return
      }
      held.push(text)
      if (held.length > most) held.shift()
    },
    release(): void {
      holding = false
      for (const text of held) printer.line(text)
      held = []
    },
  }
}

/** Makes the lines of entries; undefined for what is filtered out, a double, or reported on standard error. */
function createLines(options: TailOptions): (entry: FileEntry) => string | undefined {
  const places = createPlaceMemory()
  const reader = createRecentReader()
  const passes = eventFilter({
    ...(options.type === undefined ? {} : { types: options.type }),
    ...(options.sensor === undefined ? {} : { sensors: options.sensor }),
    ...(options.host === undefined ? {} : { hosts: options.host }),
    ...(options.since === undefined ? {} : { sinceUs: options.since }),
    places,
  })
  const colour = process.stdout.isTTY && process.stdout.hasColors()
  return entry => {
    if (entry.status === 'unreadable') {
      process.stderr.write(`weaklayer tail: ${plainText(entry.file, 500)}:${entry.line} ${entry.message}\n`)
      return undefined
    }
    const { event } = entry
    const place = places.placeOf(event)
    if (!passes(event)) return undefined
    const reading = reader.read(event)
    if (reading === 'double') return undefined
    const conflict = reading === 'conflict'
    if (options.json !== true)
      return formatEventLine(event, { colour, utc: options.utc === true, place, conflict })
    if (conflict)
      process.stderr.write(
        `weaklayer tail: conflict: epoch ${event.epoch} seq ${event.seq} has another content too\n`,
      )
    return plainJson(event)
  }
}

function sayWaiting(directory: string, kind: Awaited<ReturnType<typeof kindOf>>): void {
  if (kind === 'nothing')
    process.stderr.write(`weaklayer tail: ${plainText(directory, 500)} does not exist yet, waiting for it\n`)
  else if (process.stderr.isTTY)
    process.stderr.write(
      `weaklayer tail: waiting for events in ${plainText(directory, 500)}, Ctrl+C ends it\n`,
    )
}
