import type { StoreFault } from '../store/fault-tolerance.ts'
import type { SqlRefusal } from './sql-error.ts'

/** What one statement may need. More ends it, or cuts its answer. */
export interface SqlLimits {
  /** Longest time, milliseconds; then the process is killed. @default 30000 */
  timeMs: number
  /** Most memory of the database, bytes. The process is ended where it takes 256 MiB more. @default 1 GiB */
  memoryBytes: number
  /** Processor threads. @default 2 */
  threads: number
  /** Most rows of the answer. @default 10000 */
  rows: number
  /** Most bytes of the answer as JSON. @default 16 MiB */
  bytes: number
}

export const defaultSqlLimits: SqlLimits = {
  timeMs: 30_000,
  memoryBytes: 1024 ** 3,
  threads: 2,
  rows: 10_000,
  bytes: 16 * 1024 ** 2,
}

/** What the process that runs a statement is told. */
export interface SqlOrder {
  directory: string
  sql: string
  limits: SqlLimits
}

/** What it says, a JSON text a line. The last line is `end` or `refusal`; rows come all together before an `end`. */
export type SqlLine =
  | { row: Record<string, unknown> }
  | { end: { cutAt: 'rows' | 'bytes' | null; faults: readonly StoreFault[] } }
  | { refusal: SqlRefusal }
