import { compileQuery, eventColumns, openDuck, usualFacets } from '@weaklayer/review'
import { filesBelow } from './files-below.ts'
import type { Question, QuestionFacts } from './questions.ts'

/** Asks the same over the event files as they are, with nothing but DuckDB; milliseconds by place of the question. */
export async function askFiles(
  directory: string,
  questions: readonly Question[],
  facts: QuestionFacts,
): Promise<number[]> {
  const duck = await openDuck()
  try {
    await duck.run(`CREATE VIEW events AS ${rawEvents(await filesBelow(directory))}`)
    const times: number[] = []
    for (const question of questions) {
      const { sql, parameters } = statementOf(question, facts)
      const startMs = performance.now()
      await duck.rows(sql, parameters)
      times.push(performance.now() - startMs)
    }
    return times
  } finally {
    duck.close()
  }
}

/** What a store adds and no line has. */
const added: Record<string, string> = {
  severity: `CASE "type" WHEN 'Window' THEN 'low' WHEN 'Status' THEN 'high' WHEN 'Install' THEN 'high' ELSE 'normal' END`,
  conflict: 'false',
  rest: 'NULL::VARCHAR',
}

/** Fields of the lines as the columns of a store. What a store resolves (label, device, user, host) is there only on its own event. */
function rawEvents(files: readonly string[]): string {
  const fields = eventColumns.filter(({ name }) => !Object.hasOwn(added, name))
  const types = fields.map(({ name, sqlType }) => `'${name}': '${sqlType === 'BLOB' ? 'VARCHAR' : sqlType}'`)
  const others = Object.entries(added).map(([name, sql]) => `${sql} AS "${name}"`)
  const paths = files.map(file => `'${file}'`)
  return `SELECT *, ${others.join(', ')} FROM read_ndjson([${paths.join(', ')}], columns={${types.join(', ')}})`
}

function statementOf({ kind, query }: Question, { sensor, dayEndUs, host }: QuestionFacts) {
  const { sql: where, parameters } =
    query === undefined ? { sql: 'true', parameters: {} } : compileQuery(query)
  const facet = (name: string) =>
    `(SELECT '${name}', "${name}"::VARCHAR, count(*) FROM events GROUP BY ALL ORDER BY 3 DESC LIMIT 10)`
  const statements = {
    page: `SELECT * FROM events WHERE ${where} ORDER BY "time" DESC, "received" DESC, "sensor" DESC, "seq" DESC LIMIT 50`,
    histogram: `SELECT "time" // 3600000000, "type", count(*) FROM events GROUP BY ALL`,
    facets: usualFacets.map(facet).join(' UNION ALL '),
    session: `SELECT * FROM events WHERE "sensor" = '${sensor}' AND "time" BETWEEN ${dayEndUs - 86_400_000_000} AND ${dayEndUs} ORDER BY "time"`,
    'first seen': `SELECT min("time"), max("time"), count(*) FROM events WHERE "hostname" = '${host.replaceAll("'", "''")}'`,
  }
  return { sql: statements[kind], parameters }
}
