import { isAboutStatement } from '../store/fault-tolerance.ts'
import { judgeStatement } from './judge-statement.ts'
import type { LockedDuck } from './locked-duck.ts'
import type { SqlRefusal } from './sql-error.ts'
import type { SqlLimits, SqlLine } from './sql-limits.ts'
import { plainValue } from './sql-value.ts'

interface Statement {
  sql: string
  limits: Pick<SqlLimits, 'rows' | 'bytes'>
}

type Tell = (line: SqlLine) => Promise<void>

/**
 * Judges a statement, runs it in a locked database, and tells its rows up to the limits; then `end` or `refusal`. Where a file of the
 * store turns out to be damaged, it answers from the others, after the `refusal` that stands if there is no time left for that.
 */
export async function runStatement(duck: LockedDuck, statement: Statement, tell: Tell): Promise<void> {
  for (;;) {
    const failed = await answer(duck, statement, tell)
    if (failed === undefined || isAboutStatement(failed) || !(await duck.mend())) return
  }
}

/** Gives what the database said when it failed. */
async function answer(duck: LockedDuck, statement: Statement, tell: Tell): Promise<string | undefined> {
  try {
    const refusal = await refusalOf(duck, statement.sql)
    if (refusal !== undefined) return void (await tell({ refusal }))
    const { rows, cutAt } = await firstRows(duck, statement)
    for (const row of rows) await tell({ row })
    return void (await tell({ end: { cutAt, faults: duck.faults } }))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    await tell({ refusal: failureOf(message) })
    return message
  }
}

async function refusalOf(duck: LockedDuck, sql: string): Promise<SqlRefusal | undefined> {
  // One reader could take it for the end of the text, and another one not.
  if (sql.includes('\0'))
    return { code: 'SQL_INVALID', message: 'the statement has a zero character', todo: 'Take it out.' }
  const [row] = await duck.rows<{ parsed: string }>('SELECT json_serialize_sql($sql::VARCHAR) AS parsed', {
    sql,
  })
  const judged = judgeStatement(row?.parsed ?? '{}')
  return judged.status === 'ok' ? undefined : judged.refusal
}

interface FirstRows {
  rows: Record<string, unknown>[]
  cutAt: 'rows' | 'bytes' | null
}

async function firstRows(duck: LockedDuck, { sql, limits }: Statement): Promise<FirstRows> {
  const rows: Record<string, unknown>[] = []
  let rowsLeft = limits.rows
  let bytesLeft = limits.bytes
  for await (const found of duck.stream(sql)) {
    if (rowsLeft === 0) return { rows, cutAt: 'rows' }
    const row = plainValue(found) as Record<string, unknown>
    rowsLeft -= 1
    bytesLeft -= Buffer.byteLength(JSON.stringify(row))
    if (bytesLeft < 0) return { rows, cutAt: 'bytes' }
    rows.push(row)
  }
  return { rows, cutAt: null }
}

function failureOf(message: string): SqlRefusal {
  if (/^Out of Memory/i.test(message))
    return {
      code: 'SQL_MEMORY_LIMIT',
      message: 'the statement needs more memory than it may have',
      todo: 'Narrow it with WHERE or LIMIT, or raise --memory.',
    }
  const [first = ''] = message.split('\n')
  return {
    code: 'SQL_FAILED',
    message: first.slice(0, 500),
    todo: 'Correct the statement; `DESCRIBE events` lists the columns.',
  }
}
