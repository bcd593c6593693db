import { availableParallelism, totalmem } from 'node:os'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { Duck, DuckOptions } from './duck.ts'
import { bindable, type DuckParameters, rowValue } from './values.ts'

/** Settings of the extensions, which are not known before they are loaded. */
const extensionSettings = [
  ['parquet_metadata_cache', 'true'],
  ['TimeZone', 'UTC'],
] as const
const mostMemoryBytes = 4 * 1024 ** 3

/** Opens a database in memory. Statements may run side by side: each has a connection of its own while it runs. */
export async function openDatabase(options: DuckOptions): Promise<Duck> {
  const instance = await DuckDBInstance.create(':memory:', settings(options))
  const first = await instance.connect()
  for (const [name, value] of extensionSettings) await first.run(`SET GLOBAL ${name} = '${value}'`)
  const idle = [first]
  const busy = new Set<DuckDBConnection>()
  let closed = false

  async function take(): Promise<DuckDBConnection> {
    if (closed) throw new Error('the database is closed')
    const connection = idle.pop() ?? (await instance.connect())
    busy.add(connection)
    return connection
  }

  function giveBack(connection: DuckDBConnection): void {
    busy.delete(connection)
    if (closed) connection.closeSync()
    else idle.push(connection)
    if (closed && busy.size === 0) instance.closeSync()
  }

  async function using<Result>(act: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
    const connection = await take()
    try {
      return await act(connection)
    } finally {
      giveBack(connection)
    }
  }

  const run: Duck['run'] = (sql, parameters) =>
    using(async connection => void (await connection.run(sql, ...bindable(parameters))))

  return {
    run,
    rows: <Row>(sql: string, parameters?: DuckParameters) =>
      using(async connection => {
        const result = await connection.stream(sql, ...bindable(parameters))
        return (await result.convertRowObjects(rowValue)) as Row[]
      }),
    async *stream<Row>(sql: string, parameters?: DuckParameters) {
      const connection = await take()
      try {
        const result = await connection.stream(sql, ...bindable(parameters))
        for await (const rows of result.yieldConvertedRowObjects(rowValue)) yield* rows as Row[]
      } finally {
        giveBack(connection)
      }
    },
    shareThreads(statements) {
      const threads = Math.max(1, Math.floor(threadsOf(options) / statements))
      return run(`SET GLOBAL threads = ${threads}`)
    },
    keepJoinOrder: keeps => run(`SET GLOBAL disabled_optimizers = '${keeps ? 'build_side_probe_side' : ''}'`),
    interrupt() {
      for (const connection of busy) connection.interrupt()
    },
    close() {
      if (closed) return
      closed = true
      for (const connection of idle.splice(0)) connection.closeSync()
      if (busy.size === 0) instance.closeSync()
    },
  }
}

function threadsOf({ threads }: DuckOptions): number {
  return threads ?? availableParallelism()
}

/** Nothing is ever fetched from elsewhere: extensions are those inside the package. */
function settings(options: DuckOptions): Record<string, string> {
  const { memoryBytes, temporaryDirectory } = options
  const bytes = memoryBytes ?? Math.min(mostMemoryBytes, Math.floor(totalmem() / 4))
  return {
    threads: String(threadsOf(options)),
    memory_limit: `${Math.ceil(bytes / 1024)}KiB`,
    temp_directory: temporaryDirectory ?? '',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  }
}
