import { text } from 'node:stream/consumers'
import { StoreError } from '../store/store-error.ts'
import { openLockedDuck } from './locked-duck.ts'
import { runStatement } from './run-statement.ts'
import type { SqlRefusal } from './sql-error.ts'
import type { SqlLine, SqlOrder } from './sql-limits.ts'

/** Beyond the database's own memory: Node.js, the answer, and what text functions take without counting it. */
const moreBytes = 256 * 1024 ** 2
const watchEveryMs = 10

const die = (signal: 'SIGKILL' | 'SIGABRT') => process.kill(process.pid, signal)

/** Runs one statement for the process that started this one, and ends. */
async function main(): Promise<void> {
  const { directory, sql, limits } = JSON.parse(await text(process.stdin)) as SqlOrder
  // Who started this one kills it; but that one may be gone.
  setTimeout(die, limits.timeMs + 1000, 'SIGKILL')
  try {
    const duck = await openLockedDuck(directory, limits)
    watchMemory(limits.memoryBytes)
    await runStatement(duck, { sql, limits }, tell)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    const { code, message, todo } = error
    await tell({ refusal: { code: code as SqlRefusal['code'], message, todo } })
  }
  // Not `exit`: it would wait for a statement that still runs.
  die('SIGKILL')
}

/** The database does not count all memory that it takes. */
function watchMemory(memoryBytes: number): void {
  const most = process.memoryUsage.rss() + memoryBytes + moreBytes
  setInterval(() => {
    if (process.memoryUsage.rss() > most) die('SIGABRT')
  }, watchEveryMs)
}

/** Resolves when the line is out of this process. */
function tell(line: SqlLine): Promise<void> {
  return new Promise(resolve => void process.stdout.write(`${JSON.stringify(line)}\n`, () => resolve()))
}

await main()
