import { DatabaseSync } from 'node:sqlite'
import { uncompress } from 'snappyjs'
import type { Place } from './secret-search.ts'

/** What Firefox keeps in a database of SQLite: each value as it lies there, and as it was before Firefox compressed it. */
export function valuesIn(place: Place, file: string): Place[] {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()
    return tables.flatMap(({ name }) =>
      database
        .prepare(`SELECT * FROM "${name}"`)
        .all()
        .flatMap(row => Object.values(row))
        .flatMap(formsOf)
        .map(bytes => ({ name: `${place.name} ${name}`, bytes })),
    )
  } finally {
    database.close()
  }
}

function formsOf(value: unknown): Buffer[] {
  if (typeof value === 'string') return [Buffer.from(value)]
  if (!(value instanceof Uint8Array)) return []
  try {
    return [Buffer.from(value), Buffer.from(uncompress(value))]
  } catch {
    // Not everything is compressed: keys are not.
    return [Buffer.from(value)]
  }
}
