/** How the values of a column are understood by the query language. */
export type ColumnKind = 'text' | 'id' | 'number' | 'time' | 'boolean' | 'hash' | 'json'

/** One column of the view `events`. */
export interface EventColumn {
  name: string
  sqlType: 'VARCHAR' | 'BIGINT' | 'INTEGER' | 'BOOLEAN' | 'BLOB'
  kind: ColumnKind
  /** The field of the event that it holds; absent where the store resolves it from other events. */
  wireField?: string
  /** Whether free text looks into it. */
  freeText: boolean
  /** Only for what no schema of the wire describes. */
  description?: string
}

const searched = { freeText: true }
const unsearched = { freeText: false }

/**
 * Every column of the view `events`, in its order: the single source of names and types for store, search, exports
 * and the query language. Names are quoted in SQL. Fields of an event that no column holds are in `rest`.
 */
export const eventColumns = [
  field('time', 'BIGINT', { kind: 'time', ...unsearched }),
  field('received', 'BIGINT', { kind: 'time', ...unsearched }),
  field('type', 'VARCHAR', { kind: 'text', ...searched }),
  field('sensor', 'VARCHAR', { kind: 'id', ...searched }),
  field('group', 'VARCHAR', { kind: 'id', ...searched }),
  field('epoch', 'VARCHAR', { kind: 'id', ...unsearched }),
  field('seq', 'BIGINT', { kind: 'number', ...unsearched }),
  resolved('label', 'The label of its sensor at that time, from Install and Status.'),
  resolved('device', 'The machine of its sensor at that time, from Install and Status.'),
  resolved('user', 'The person at its sensor at that time, from Install and Status.'),
  resolved('hostname', 'Host name: its own, else of the WindowLocation that it refers to.'),
  field('protocol', 'VARCHAR', { kind: 'text', ...searched }),
  field('path', 'VARCHAR', { kind: 'text', ...searched }),
  field('search', 'VARCHAR', { kind: 'text', ...searched }),
  field('hash', 'VARCHAR', { kind: 'text', ...searched }),
  field('port', 'INTEGER', { kind: 'number', ...unsearched }),
  field('tab', 'BIGINT', { kind: 'number', ...unsearched }),
  field('frame', 'BIGINT', { kind: 'number', ...unsearched }),
  field('incognito', 'BOOLEAN', { kind: 'boolean', ...unsearched }),
  field('windowReference', 'BIGINT', { kind: 'number', ...unsearched }),
  field('windowLocationReference', 'BIGINT', { kind: 'number', ...unsearched }),
  field('topLevelWindowReference', 'BIGINT', { kind: 'number', ...unsearched }),
  field('isTopLevelWindow', 'BOOLEAN', { kind: 'boolean', ...unsearched }),
  field('textHash', 'BLOB', { kind: 'hash', ...unsearched }),
  field('textLength', 'INTEGER', { kind: 'number', ...unsearched }),
  field('inputType', 'VARCHAR', { kind: 'text', ...searched }),
  field('hashKeyId', 'VARCHAR', { kind: 'id', ...unsearched }),
  field('filled', 'BOOLEAN', { kind: 'boolean', ...unsearched }),
  field('userAgent', 'VARCHAR', { kind: 'text', ...searched }),
  {
    name: 'severity',
    sqlType: 'VARCHAR',
    kind: 'text',
    freeText: false,
    description: 'How much events of its type are worth: low, normal or high.',
  },
  {
    name: 'conflict',
    sqlType: 'BOOLEAN',
    kind: 'boolean',
    freeText: false,
    description: 'True when another event came with the same id and another content.',
  },
  {
    name: 'rest',
    sqlType: 'VARCHAR',
    kind: 'json',
    freeText: true,
    description: 'All other fields as a JSON object; free text looks into every text in it.',
  },
] as const satisfies readonly EventColumn[]

export type EventColumnName = (typeof eventColumns)[number]['name']

function field<Name extends string>(
  name: Name,
  sqlType: EventColumn['sqlType'],
  how: Pick<EventColumn, 'kind' | 'freeText'>,
) {
  return { name, sqlType, wireField: name, ...how }
}

function resolved<Name extends string>(name: Name, description: string) {
  return { name, sqlType: 'VARCHAR', kind: 'text', freeText: true, description } as const
}
