import type { JsonSchema } from './json-schemas.ts'

/** One field of a schema, also of a nested one: `previous.epoch`, `policyProblems[].path`. */
export interface FieldRow {
  name: string
  type: string
  required: boolean
  schema: JsonSchema
}

/** Every field of a schema, nested ones after their own. */
export function fieldRows(schema: JsonSchema, prefix = ''): FieldRow[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, member]) => {
    const name = `${prefix}${key}`
    const row = {
      name,
      type: typeName(member),
      required: schema.required?.includes(key) ?? false,
      schema: member,
    }
    return [row, ...nestedRows(member, name)]
  })
}

function nestedRows(schema: JsonSchema, name: string): FieldRow[] {
  if (schema.properties) return fieldRows(schema, `${name}.`)
  if (schema.items) return nestedRows(schema.items, `${name}[]`)
  const options = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
  if (options.length > 0) return options.flatMap(option => nestedRows(option, optionName(option, name)))
  return typeof schema.additionalProperties === 'object'
    ? nestedRows(schema.additionalProperties, `${name}.*`)
    : []
}

/** `outputs[filesystem]` for the option of `outputs[]` with that type. */
function optionName(option: JsonSchema, name: string): string {
  const type = option.properties?.type?.const
  return type === undefined ? name : name.replace(/\[\]$/, `[${type}]`)
}

/** What a reader needs to know of a type: `text`, `whole number`, `list of text`. */
function typeName(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${schema.const}\``
  if (schema.enum) return schema.enum.map(value => `\`${value}\``).join(', ')
  const options = schema.anyOf ?? schema.oneOf
  if (options) return [...new Set(options.map(typeName))].join(' or ')
  if (schema.type === 'array')
    return schema.items ? `list of ${typeName(schema.items)}` : 'pair of whole numbers'
  if (schema.type === 'object') return schema.properties ? 'object' : `object of ${valueType(schema)}`
  return typeNames[schema.type ?? ''] ?? 'anything'
}

function valueType(schema: JsonSchema): string {
  return typeof schema.additionalProperties === 'object' ? typeName(schema.additionalProperties) : 'anything'
}

const typeNames: Record<string, string> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  null: 'null',
}

/** A table in Markdown; cells are escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
