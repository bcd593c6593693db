import { join } from 'node:path'
import { sqlText } from '../../duck/sql-text.ts'
import { parseJson } from '../../parse-line.ts'
import type { Manifest } from '../manifest.ts'
import type { StoreWriter } from '../store-writer.ts'
import type { ImportReport } from './ingest.ts'
import { insertObjects } from './insert-objects.ts'
import { cursorsAfter, newRanges, type SourceRange } from './plan-sources.ts'
import { readRawRange } from './read-raw-range.ts'
import { writeParquet } from './write-batch.ts'

type LetterRow = Record<'sensor' | 'group' | 'code' | 'message' | 'event', string> & { received: number }

const columns = 'received, sensor, "group", code, message, event'
/** Letters that become durable at once. */
const batchLetters = 50_000

/** Adds what the dead letter of a gateway holds beyond earlier imports; the same letter is kept once. */
export async function importDeadLetters(
  writer: StoreWriter,
  source: string,
  report: ImportReport,
): Promise<void> {
  const { ranges } = await newRanges(source, writer.manifest().sources)
  for (const range of ranges) {
    for await (const letters of lettersOf(range, report)) await addLetters(writer, letters, report)
  }
}

async function* lettersOf(range: SourceRange, report: ImportReport): AsyncGenerator<Letters> {
  const rows: LetterRow[] = []
  let cursor = range.cursor
  for await (const { text, line, endByte } of readRawRange({
    file: range.file,
    fromByte: range.cursor.endByte,
    toByte: range.bytes,
    linesBefore: range.cursor.endLine,
  })) {
    cursor = { endByte, endLine: line }
    const row = letterOf(text)
    if (row !== undefined) rows.push(row)
    else if (text?.trim() !== '') nameUnreadable(report, range, line)
    if (rows.length >= batchLetters) yield { rows: rows.splice(0), range, cursor }
  }
  if (cursor !== range.cursor || range.file.endUs !== undefined) yield { rows, range, cursor }
}

function nameUnreadable(report: ImportReport, { file }: SourceRange, line: number): void {
  report.unreadable.count++
  if (report.unreadable.first.length < 100)
    report.unreadable.first.push({ file: file.path, line, message: 'is not a line of a dead letter' })
}

function letterOf(text: string | undefined): LetterRow | undefined {
  const json = parseJson(text ?? '')
  if (json.status === 'not JSON' || typeof json.value !== 'object' || json.value === null) return undefined
  const { received, sensor, group, code, message, event } = json.value as Record<string, unknown>
  if (!Number.isSafeInteger(received) || typeof sensor !== 'string' || typeof group !== 'string')
    return undefined
  return {
    received: received as number,
    sensor: sensor.toWellFormed(),
    group: group.toWellFormed(),
    code: String(code).toWellFormed(),
    message: String(message).toWellFormed(),
    event: JSON.stringify(event) ?? 'null',
  }
}

interface Letters {
  rows: LetterRow[]
  range: SourceRange
  cursor: SourceRange['cursor']
}

async function addLetters(
  writer: StoreWriter,
  { rows, range, cursor }: Letters,
  report: ImportReport,
): Promise<void> {
  const { duck, directory } = writer
  await writer.exclusively(async () => {
    const manifest = writer.manifest()
    await duck.run(
      `CREATE OR REPLACE TABLE letters (received BIGINT, sensor VARCHAR, "group" VARCHAR, code VARCHAR, message VARCHAR, event VARCHAR)`,
    )
    await insertObjects(duck, 'letters', rows)
    const known = manifest.deadLetters.map(({ path }) => sqlText(join(directory, path))).join(', ')
    const unknown = known === '' ? '' : `EXCEPT SELECT ${columns} FROM read_parquet([${known}])`
    await duck.run(
      `CREATE OR REPLACE TABLE "newLetters" AS SELECT DISTINCT ${columns} FROM letters WHERE ${notErased(manifest)} ${unknown}`,
    )
    const [count] = await duck.rows<{ rows: number }>('SELECT count(*) AS "rows" FROM "newLetters"')
    const select = `SELECT ${columns} FROM "newLetters" ORDER BY received DESC, sensor`
    const added = count?.rows === 0 ? [] : [await writeParquet(writer, 'dead-letters', { select })]
    const sources = cursorsAfter(manifest.sources, [{ range, piece: cursor }])
    await writer.commit({ ...manifest, deadLetters: [...manifest.deadLetters, ...added], sources })
    report.deadLetters += count?.rows ?? 0
  })
}

function notErased({
  tombstones,
  retainedSinceUs,
}: Pick<Manifest, 'tombstones' | 'retainedSinceUs'>): string {
  const erased = tombstones.map(
    ({ sensor, untilUs }) => `NOT (sensor = ${sqlText(sensor)} AND received <= ${untilUs})`,
  )
  return [`received >= ${retainedSinceUs['*'] ?? 0}`, ...erased].join(' AND ')
}
