import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkStoredEvent, type StoredEvent } from '@weaklayer/wire'
import type { Duck } from '../../duck/duck.ts'
import { sqlName, sqlText } from '../../duck/sql-text.ts'
import { parseLine } from '../../parse-line.ts'
import { eventColumns } from '../../query/event-columns.ts'
import { type EventRow, eventOfRow, rowOfEvent } from '../../query/event-row.ts'
import { maxLineBytes } from '../../read-lines.ts'
import type { LinePiece } from './line-piece.ts'
import { selectRows } from './line-rules.ts'
import { spansOf } from './spans.ts'

/** One line that is no event. */
export interface UnreadableLine {
  file: string
  line: number
  message: string
}

type PlacedRow = EventRow & { nth: number }

interface OddLine {
  rowid: number
  /** Behind a first character: texts of the database lose a byte order mark at their beginning. */
  line: string
}

/** Where lines are loaded, while the batch before them is written. */
const table = 'loading'
const spans = 'loading_spans'

/** Makes what was loaded the tables `batch` and `spans`. */
export async function takeLoaded(duck: Duck): Promise<void> {
  await duck.run('DROP TABLE IF EXISTS batch')
  await duck.run(`ALTER TABLE ${table} RENAME TO batch`)
  await duck.run('DROP TABLE IF EXISTS spans')
  await duck.run(`ALTER TABLE ${spans} RENAME TO spans`)
}

/** Fills the tables that become `batch` and `spans` with the events of all pieces, in their order, and names what is no event. */
export async function loadLines(
  duck: Duck,
  pieces: readonly LinePiece[],
  scratch: string,
): Promise<UnreadableLine[]> {
  const filled = pieces.filter(({ lines }) => lines > 0)
  const unreadable = pieces.flatMap(({ file, unreadable: found }) =>
    found.map(one => ({ file: file.path, ...one })),
  )
  await duck.run(`CREATE OR REPLACE TABLE ${table} AS ${selectRows(linesOf(filled))}`)
  await checkCount(duck, filled)
  const place = createPlaces(filled)
  const odd = await duck.rows<OddLine>(
    `SELECT rowid, '|' || line AS line FROM ${table} WHERE line IS NOT NULL ORDER BY rowid`,
  )
  const rows: PlacedRow[] = []
  for (const { rowid, line } of odd) {
    if (line.trim() === '|') continue
    const parsed = parseLine(line.slice(1))
    if (parsed.status === 'event') rows.push({ ...rowOfEvent(parsed.event), nth: rowid })
    else unreadable.push({ ...place(rowid), message: parsed.message })
  }
  unreadable.push(...(await wrongIds(duck, place)))
  await duck.run(`DELETE FROM ${table} WHERE line IS NOT NULL`)
  await insertRows(duck, rows, scratch)
  await duck.run(`ALTER TABLE ${table} DROP COLUMN line`)
  return unreadable
}

function linesOf(pieces: readonly LinePiece[]): string {
  if (pieces.length === 0) return '(SELECT NULL::VARCHAR AS line WHERE false)'
  const paths = pieces.map(({ path }) => sqlText(path)).join(', ')
  return `read_csv([${paths}], columns = {line: 'VARCHAR'}, delim = e'\\x01', quote = '', escape = '', header = false,
    auto_detect = false, strict_mode = false, new_line = '\\n', compression = 'none',
    max_line_size = ${2 * maxLineBytes})`
}

/** Line numbers are told by counting: a line that the database left out would shift them all. */
async function checkCount(duck: Duck, pieces: readonly LinePiece[]): Promise<void> {
  const expected = pieces.reduce((sum, { lines }) => sum + lines, 0)
  const [found] = await duck.rows<{ rows: number }>(`SELECT count(*) AS "rows" FROM ${table}`)
  if (found?.rows !== expected)
    throw new Error(`${found?.rows} of ${expected} lines of event files were read`)
}

type Places = (rowid: number) => { file: string; line: number }

function createPlaces(pieces: readonly LinePiece[]): Places {
  return rowid => {
    let before = 0
    for (const { file, lines, firstLine, lineNumbers } of pieces) {
      const index = rowid - before
      if (index < lines) return { file: file.path, line: lineNumbers?.[index] ?? firstLine + index }
      before += lines
    }
    throw new Error(`row ${rowid} is of no file`)
  }
}

/** Makes the spans of what is ordinary, and looks at the ids of each once. */
async function wrongIds(duck: Duck, place: Places): Promise<UnreadableLine[]> {
  const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
  const isRight = `regexp_full_match(sensor, '${uuid}') AND regexp_full_match("group", '${uuid}')
    AND (epoch IS NULL OR regexp_full_match(epoch, '[0-9a-f]{16}'))`
  await duck.run(`CREATE OR REPLACE TABLE ${spans} AS ${spansOf(`${table} WHERE line IS NULL`)}`)
  const [found] = await duck.rows<{ wrong: number }>(
    `SELECT count(*) AS wrong FROM ${spans} WHERE NOT (${isRight})`,
  )
  if (found === undefined || found.wrong === 0) return []
  const rows = await duck.rows<EventRow & { rowid: number }>(
    `SELECT rowid, * FROM ${table} WHERE line IS NULL AND NOT (${isRight})`,
  )
  await duck.run(`DELETE FROM ${table} WHERE line IS NULL AND NOT (${isRight})`)
  await duck.run(`DELETE FROM ${spans} WHERE NOT (${isRight})`)
  return rows.map(row => ({ ...place(row.rowid), message: whyNot(eventOfRow(row)) }))
}

function whyNot(event: StoredEvent): string {
  const check = checkStoredEvent(event)
  return check.status === 'valid'
    ? 'is not a stored event'
    : `is not a stored event: ${check.path}: ${check.message}`
}

/** Adds rows that were made in JavaScript. */
async function insertRows(duck: Duck, rows: readonly PlacedRow[], scratch: string): Promise<void> {
  if (rows.length === 0) return
  const path = join(scratch, 'rows.ndjson')
  const lines = rows.map(row => {
    const textHash = row.textHash instanceof Uint8Array ? Buffer.from(row.textHash).toString('hex') : null
    return `${JSON.stringify({ ...row, textHash })}\n`
  })
  await writeFile(path, lines, { mode: 0o640 })
  const columns = eventColumns.map(
    ({ name, sqlType }) => `${sqlText(name)}: '${sqlType === 'BLOB' ? 'VARCHAR' : sqlType}'`,
  )
  const values = eventColumns.map(({ name }) => (name === 'textHash' ? 'unhex("textHash")' : sqlName(name)))
  await duck.run(
    `INSERT INTO ${table} SELECT ${values.join(', ')}, NULL, nth FROM read_ndjson(${sqlText(path)},
      columns = {${columns.join(', ')}, nth: 'BIGINT'}, maximum_object_size = ${8 * maxLineBytes})`,
  )
  await duck.run(`INSERT INTO ${spans} ${spansOf(`${table} WHERE nth IS NOT NULL`)}`)
}
