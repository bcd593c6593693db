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
  /** Whether joins keep the rows of their left side in order, or build on the smaller side. @default false */
  keepJoinOrder(keeps: boolean): Promise<void>
  /** Makes every statement that runs now fail. */
  interrupt(): void
  close(): void
}

/** Opens a database in memory. Its program is loaded only then: most commands need none. */
export async function openDuck(options: DuckOptions = {}): Promise<Duck> {
  const { openDatabase } = await import('./open-database.ts')
  return await openDatabase(options)
}

export interface LazyDuck extends Duck {
  isStarted(): boolean
}

/** A database that starts with its first statement: what needs none is answered at once. */
export function lazyDuck(options: DuckOptions = {}): LazyDuck {
  let starting: Promise<Duck> | undefined
  let started: Duck | undefined
  let closed = false

  async function start(): Promise<Duck> {
    const duck = await openDuck(options)
    if (closed) duck.close()
    started = duck
    return duck
  }

  function duck(): Promise<Duck> {
    if (closed && started === undefined) throw new Error('the database is closed')
    starting ??= start()
    return starting
  }

  return {
    run: async (sql, parameters) => (await duck()).run(sql, parameters),
    rows: async <Row>(sql: string, parameters?: DuckParameters) => (await duck()).rows<Row>(sql, parameters),
    async *stream<Row>(sql: string, parameters?: DuckParameters) {
      yield* (await duck()).stream<Row>(sql, parameters)
    },
    shareThreads: async statements => (await duck()).shareThreads(statements),
    keepJoinOrder: async keeps => (await duck()).keepJoinOrder(keeps),
    isStarted: () => starting !== undefined,
    interrupt: () => started?.interrupt(),
    close() {
      closed = true
      started?.close()
    },
  }
}
