import type { Duck } from '../duck/duck.ts'
import { judgeStatement } from './judge-statement.ts'
import type { SqlRefusal } from './sql-error.ts'
import type { SqlLimits, SqlLine } from './sql-limits.ts'
import { plainValue } from './sql-value.ts'

/** Judges a statement, runs it in a locked database, and tells its rows up to the limits; then `end` or `refusal`. */
export async function runStatement(
  duck: Duck,
  { sql, limits }: { sql: string; limits: Pick<SqlLimits, 'rows' | 'bytes'> },
  tell: (line: SqlLine) => Promise<void>,
): Promise<void> {
  try {
    const refusal = await refusalOf(duck, sql)
    await tell(
      refusal === undefined ? { end: { cutAt: await tellRows(duck, { sql, limits }, tell) } } : { refusal },
    )
  } catch (error) {
    await tell({ refusal: failureOf(error) })
  }
}

async function refusalOf(duck: Duck, sql: string): Promise<SqlRefusal | undefined> {
  // One reader could take it for the end of the text, and another one not.
  if (sql.includes('\0'))
    return { code: 'SQL_INVALID', message: 'the statement has a zero character', todo: 'Take it out.' }
  const [row] = await duck.rows<{ parsed: string }>('SELECT json_serialize_sql($sql::VARCHAR) AS parsed', {
    sql,
  })
  const judged = judgeStatement(row?.parsed ?? '{}')
  return judged.status === 'ok' ? undefined : judged.refusal
}

async function tellRows(
  duck: Duck,
  { sql, limits }: { sql: string; limits: Pick<SqlLimits, 'rows' | 'bytes'> },
  tell: (line: SqlLine) => Promise<void>,
): Promise<'rows' | 'bytes' | null> {
  let rowsLeft = limits.rows
  let bytesLeft = limits.bytes
  for await (const found of duck.stream(sql)) {
    if (rowsLeft === 0) return 'rows'
    const row = plainValue(found) as Record<string, unknown>
    rowsLeft -= 1
    bytesLeft -= Buffer.byteLength(JSON.stringify(row))
    if (bytesLeft < 0) return 'bytes'
    await tell({ row })
  }
  return null
}

function failureOf(error: unknown): SqlRefusal {
  const message = error instanceof Error ? error.message : String(error)
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
