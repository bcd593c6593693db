import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseJson } from '../parse-line.ts'
import type { FirstSeenFile } from './manifest.ts'

/** When anybody saw something first and last, and in how many events. */
export interface SeenByAll {
  firstTime: number
  lastTime: number
  events: number
}

/** A line of a file of totals. */
export function seenLine({
  kind,
  value,
  firstTime,
  lastTime,
  events,
}: SeenByAll & { kind: string; value: string }): string {
  return JSON.stringify([kind, value, firstTime, lastTime, events])
}

/**
 * What the totals of files say of one value; `unknown` where one of them has none, or is damaged, so that the files have to
 * be read themselves.
 */
export async function readSeenTotals(
  directory: string,
  files: readonly FirstSeenFile[],
  { kind, value }: { kind: string; value: string },
): Promise<SeenByAll | 'never' | 'unknown'> {
  // No value holds this: within one, quotes have a backslash before them.
  const begin = `${JSON.stringify([kind, value]).slice(0, -1)},`
  let seen: SeenByAll | undefined
  for (const file of files) {
    const text = await totalsOf(directory, file)
    if (text === undefined) return 'unknown'
    const at = text.indexOf(begin)
    if (at < 0) continue
    const one = seenIn(text.toString('utf8', at, text.indexOf('\n', at)))
    if (one === undefined) return 'unknown'
    seen = seen === undefined ? one : together(seen, one)
  }
  return seen ?? 'never'
}

async function totalsOf(
  directory: string,
  { path, bytes, totals }: FirstSeenFile,
): Promise<Buffer | undefined> {
  if (totals === undefined) return undefined
  try {
    const [text, { size }] = await Promise.all([
      readFile(join(directory, totals.path)),
      stat(join(directory, path)),
    ])
    return size === bytes && text.length === totals.bytes ? text : undefined
  } catch {
    // The first sights themselves answer.
    return undefined
  }
}

function seenIn(line: string): SeenByAll | undefined {
  const json = parseJson(line)
  if (json.status !== 'json') return undefined
  const [firstTime, lastTime, events] = (json.value as unknown[]).slice(2)
  const numbers = [firstTime, lastTime, events]
  return numbers.every(Number.isSafeInteger) ? ({ firstTime, lastTime, events } as SeenByAll) : undefined
}

function together(left: SeenByAll, right: SeenByAll): SeenByAll {
  return {
    firstTime: Math.min(left.firstTime, right.firstTime),
    lastTime: Math.max(left.lastTime, right.lastTime),
    events: left.events + right.events,
  }
}
