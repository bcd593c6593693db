import type { Duck } from '../../duck/duck.ts'

const mostAtOnce = 10_000

/** Adds objects to a table by the names of its columns. Texts, numbers and null; made for thousands, not for millions. */
export async function insertObjects(
  duck: Duck,
  table: string,
  objects: readonly Record<string, string | number | null>[],
): Promise<void> {
  const first = objects[0]
  if (first === undefined) return
  const columns = Object.keys(first)
  const types = columns.map(name => `"${name}": "${typeof first[name] === 'number' ? 'BIGINT' : 'VARCHAR'}"`)
  const names = columns.map(name => `"${name}"`).join(', ')
  const values = columns.map(name => `one."${name}"`).join(', ')
  for (let at = 0; at < objects.length; at += mostAtOnce) {
    const json = JSON.stringify(objects.slice(at, at + mostAtOnce))
    await duck.run(
      `INSERT INTO ${table} (${names}) SELECT ${values} FROM (SELECT unnest(json_transform($json, '[{${types.join(', ')}}]')) AS one)`,
      { json },
    )
  }
}
