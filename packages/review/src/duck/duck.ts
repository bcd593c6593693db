import type { DuckParameters, DuckRow } from './values.ts'

export interface DuckOptions {
  /** Processor threads. @default all */
  threads?: number
  /** Most memory in bytes; more spills into `temporaryDirectory`. @default a quarter of the machine's, at most 4 GiB */
  memoryBytes?: number
  /** Where too large intermediate results go. @default nowhere: such a statement fails */
  temporaryDirectory?: string
}

/** A database in memory of this process, over files. It never opens a database file. */
export interface Duck {
  /** Runs one statement. Parameters are `$name` in the text. */
  run(sql: string, parameters?: DuckParameters): Promise<void>
  /** All rows of a statement. Whole numbers come as `number` where that is exact, else as `bigint`; BLOBs as bytes. */
  rows<Row = DuckRow>(sql: string, parameters?: DuckParameters): Promise<Row[]>
  /** The rows of a statement one after the other, in bounded memory. */
  stream<Row = DuckRow>(sql: string, parameters?: DuckParameters): AsyncGenerator<Row>
  /** Shares the processor threads out among statements that run side by side: they get less into each other's way. @default 1 */
  shareThreads(statements: number): Promise<void>
  /** Makes every statement that runs now fail. */
  interrupt(): void
  close(): void
}

/** Opens a database in memory. Its program is loaded only then: most commands need none. */
export async function openDuck(options: DuckOptions = {}): Promise<Duck> {
  const { openDatabase } = await import('./open-database.ts')
  return await openDatabase(options)
}
