import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { siblingProgram } from '../sibling-program.ts'
import type { StoreFault } from '../store/fault-tolerance.ts'
import { SqlError, type SqlRefusal } from './sql-error.ts'
import { defaultSqlLimits, type SqlLimits, type SqlLine, type SqlOrder } from './sql-limits.ts'

/** Rows of a SELECT. Whole numbers beyond 2^53 come as text, bytes as base64. */
export interface SqlAnswer {
  rows: Record<string, unknown>[]
  /** Which limit cut the answer off; null when it is whole. */
  cutAt: 'rows' | 'bytes' | null
  /** Files of the store that cannot be read: the answer is without them. */
  faults: readonly StoreFault[]
}

export interface SqlOptions extends Partial<SqlLimits> {
  /** Kills the statement. */
  signal?: AbortSignal
}

/**
 * Runs one SELECT over the views `events`, `dead_letters` and `first_seen` of a store. A process of its own does it: with a locked
 * database that reads the store's files and nothing else, without the environment of this one, and killed at its limits.
 * @throws SqlError SQL_INVALID, SQL_REFUSED, SQL_FAILED, SQL_TIME_LIMIT, SQL_MEMORY_LIMIT, SQL_STOPPED
 */
export async function querySql(
  directory: string,
  sql: string,
  { signal, ...given }: SqlOptions = {},
): Promise<SqlAnswer> {
  const limits = { ...defaultSqlLimits, ...given }
  const child = startProcess({ directory, sql, limits })
  let ended: 'time' | 'signal' | undefined
  const end = (why: 'time' | 'signal') => {
    ended ??= why
    child.kill('SIGKILL')
  }
  const timer = setTimeout(end, limits.timeMs, 'time')
  const onAbort = () => end('signal')
  if (signal?.aborted) onAbort()
  signal?.addEventListener('abort', onAbort)
  try {
    const { rows, last } = await readAnswer(child)
    if (last !== undefined && 'end' in last) return { rows, ...last.end }
    throw new SqlError(last?.refusal ?? endedRefusal(ended, limits))
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
    child.kill('SIGKILL')
  }
}

function startProcess(order: SqlOrder) {
  const script = fileURLToPath(siblingProgram(import.meta.url, 'sql-process'))
  const child = spawn(process.execPath, ['--max-old-space-size=256', script], {
    env: process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  // It may be killed before it has read everything; its end tells.
  child.stdin.on('error', () => undefined)
  child.stdin.end(JSON.stringify(order))
  return child
}

type LastLine = Exclude<SqlLine, { row: unknown }>

async function readAnswer(child: ReturnType<typeof startProcess>) {
  const rows: Record<string, unknown>[] = []
  let last: LastLine | undefined
  const failed = new Promise<never>((_, reject) => child.once('error', reject))
  const read = async () => {
    for await (const line of createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
      const said = parsed(line)
      if (said === undefined) continue
      if ('row' in said) rows.push(said.row)
      else last = said
    }
    return { rows, last }
  }
  return await Promise.race([read(), failed])
}

/** A process that was killed may leave half a line. */
function parsed(line: string): SqlLine | undefined {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function endedRefusal(ended: 'time' | 'signal' | undefined, { timeMs, memoryBytes }: SqlLimits): SqlRefusal {
  if (ended === 'time')
    return {
      code: 'SQL_TIME_LIMIT',
      message: `the statement was ended after ${timeMs / 1000} s`,
      todo: 'Narrow it with WHERE or LIMIT, or raise --seconds.',
    }
  if (ended === 'signal')
    return { code: 'SQL_STOPPED', message: 'the statement was stopped', todo: 'Run it again.' }
  return {
    code: 'SQL_MEMORY_LIMIT',
    message: `the statement ended its process: it needed more than ${Math.round(memoryBytes / 1024 ** 2)} MiB of memory, or was nested too deep`,
    todo: 'Narrow it with WHERE or LIMIT, make it plainer, or raise --memory.',
  }
}
