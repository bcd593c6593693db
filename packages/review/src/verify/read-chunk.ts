import { maxLineBytes } from '../read-lines.ts'
import type { ChunkContents, Segment, SpecialLine } from './chunk.ts'
import { createChunkBuilder } from './chunk-builder.ts'
import type { EventPrints } from './event-prints.ts'
import { readSegment } from './read-segment.ts'

const lineFeed = 0x0a
/** The shortest line that can be an ordinary event has a few more. */
const fewestBytes = 120

/** Reads what some segments hold; all of it is in memory meanwhile. */
export async function readChunk(segments: readonly Segment[], prints: EventPrints): Promise<ChunkContents> {
  const texts: (Buffer | undefined)[] = []
  for (const segment of segments) texts.push(await readSegment(segment))
  const bytes = texts.reduce((sum, text) => sum + (text?.length ?? 0), 0)
  const builder = createChunkBuilder(prints, Math.ceil(bytes / fewestBytes))
  const special: SpecialLine[] = []
  const lines = texts.map((text, segment) => {
    if (text === undefined) return -1
    return eachLine(text, (line, text, whole) => {
      if (!whole || text === undefined || !builder.add(text)) special.push({ segment, line, text, whole })
    })
  })
  return { ...builder.take(), special, lines }
}

/** Hands every line over, with its number from 1; returns how many there were. */
function eachLine(
  bytes: Buffer,
  take: (line: number, text: string | undefined, whole: boolean) => void,
): number {
  let line = 0
  let begin = 0
  while (begin < bytes.length) {
    const end = bytes.indexOf(lineFeed, begin)
    const stop = end === -1 ? bytes.length : end
    const text = stop - begin > maxLineBytes ? undefined : bytes.toString('utf8', begin, stop)
    take(++line, text, end !== -1)
    begin = stop + 1
  }
  return line
}
