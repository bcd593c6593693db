import { anyEvent, eventSchemas } from '@weaklayer/wire'
import { type ColumnKind, type EventColumn, type EventColumnName, eventColumns } from './event-columns.ts'
import { memberFields } from './schema-fields.ts'

/** How the values of a field are understood: `any` ones as what each of them is. */
export type FieldKind = Exclude<ColumnKind, 'json'> | 'host' | 'address' | 'any'

/** A field that queries can name. */
export interface QueryField {
  name: string
  kind: FieldKind
  /** The columns that hold it. */
  columns: readonly EventColumnName[]
  /** Where it is inside of `rest` otherwise, from member to member; lists stand for each of their values. */
  path: readonly string[]
  description: string
  /** Event types that have it; empty for what any event can have. */
  types: readonly string[]
}

const fieldsByType = Object.entries(eventSchemas).map(([type, schema]) => ({
  type,
  fields: memberFields(schema),
}))
const commonNames = new Set(memberFields(anyEvent).map(({ name }) => name))

/** What the gateway adds to an event, and what the store knows about any event. */
const ofAnyType = new Set([...commonNames, 'sensor', 'group', 'label', 'device', 'user', 'hostname'])

/** Every field that a schema or a column names, in the order in which people meet them. */
export const queryFields: readonly QueryField[] = [...columnFields(), ...schemaFields()]

function columnFields(): QueryField[] {
  const columns: readonly EventColumn[] = eventColumns
  return columns
    .filter(({ kind }) => kind !== 'json')
    .map(({ name, kind, description }) => ({
      name,
      kind: name === 'hostname' ? 'host' : (kind as FieldKind),
      columns: name === 'sensor' ? ['sensor', 'label', 'device', 'user'] : [name as EventColumnName],
      path: [],
      description: description ?? describedByWire(name),
      types: typesWith(name),
    }))
}

function describedByWire(name: string): string {
  if (name === 'sensor')
    return 'The sensor: its id (or how it begins, from 8 characters on), label, device or user.'
  if (name === 'received') return 'When the gateway received it.'
  if (name === 'group') return 'The group of the sensor.'
  return fieldsByType.flatMap(({ fields }) => fields).find(field => field.name === name)?.description ?? ''
}

function typesWith(name: string): string[] {
  if (ofAnyType.has(name)) return []
  return fieldsByType
    .filter(({ fields }) => fields.some(field => field.name === name))
    .map(({ type }) => type)
}

function schemaFields(): QueryField[] {
  const columnNames = new Set<string>(eventColumns.map(({ name }) => name))
  const found = new Map<string, QueryField>()
  for (const { fields } of fieldsByType) {
    for (const { name, path, kind, description } of fields) {
      if (columnNames.has(name) || found.has(name)) continue
      found.set(name, { name, kind, columns: [], path, description, types: typesWith(name) })
    }
  }
  return [...found.values()]
}
