import { createPlaceMemory, createRecentReader, followEvents, formatEventLine } from '@weaklayer/review'
import type { Started } from './ending.ts'
import { type Printer, shownPath } from './printer.ts'

export interface LiveView extends Started {
  /** Prints what came until now, and from then on each event at once. */
  show(): void
}

/** Follows what is stored from now on, each event once. Resolves when nothing that comes can be overlooked. */
export async function startLiveView(directory: string, printer: Printer, colour: boolean): Promise<LiveView> {
  const end = new AbortController()
  const ready = Promise.withResolvers<void>()
  let held: string[] | undefined = []
  const print = (line: string) => {
    if (held === undefined) printer.line(line)
    else held.push(line)
  }
  const follow = async () => {
    for await (const line of eventLines(directory, {
      colour,
      signal: end.signal,
      onCaughtUp: ready.resolve,
    })) {
      print(line)
    }
  }
  const following = follow()
  await Promise.race([ready.promise, following])
  return {
    show() {
      for (const line of held ?? []) printer.line(line)
      held = undefined
    },
    async close() {
      end.abort()
      await following
    },
  }
}

interface LineOptions {
  colour: boolean
  signal: AbortSignal
  onCaughtUp: () => void
}

async function* eventLines(directory: string, options: LineOptions): AsyncGenerator<string> {
  const { colour, signal, onCaughtUp } = options
  const places = createPlaceMemory()
  const reader = createRecentReader()
  for await (const entry of followEvents(directory, { signal, onCaughtUp, fromStart: false })) {
    if (entry.status === 'unreadable') {
      yield `${shownPath(entry.file)}:${entry.line} ${entry.message}`
      continue
    }
    const place = places.placeOf(entry.event)
    const reading = reader.read(entry.event)
    if (reading === 'double') continue
    yield formatEventLine(entry.event, { colour, place, conflict: reading === 'conflict' })
  }
}
