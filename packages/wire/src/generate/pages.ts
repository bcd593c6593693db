import { anyEvent, type EventType } from '../events/index.ts'
import { eventSeverities, type Severity } from '../events/severity.ts'
import { gatewayConfig } from '../gateway-config.ts'
import { sensorConfig } from '../sensor-config.ts'
import { type FieldRow, fieldRows, table } from './fields-table.ts'
import { eventJsonSchemas, inputSchema, type JsonSchema } from './json-schemas.ts'

const privacyClasses = [
  ['technical', "Says nothing about a person's behaviour: versions, counters, positions."],
  ['pseudonym', 'Identifies a browser profile, not a person by name.'],
  ['identity', 'Names a person or a machine.'],
  ['browsing', 'Says where somebody went, and when.'],
  ['keyed-hash', 'Made from typed text with a key that stays in the browser.'],
]

const severityMeanings: [Severity, string][] = [
  ['low', 'Goes first.'],
  ['normal', 'Goes when no low one is left. Also types that the sensor does not know.'],
  [
    'high',
    'Goes last; of these the Status that names the epoch before stays longest, and drop reports always stay.',
  ],
]

/** docs/events.md: every event type with its fields. */
export function eventsPage(): string {
  const common = fieldRows(inputSchema(anyEvent))
  const sections = Object.entries(eventJsonSchemas()).map(([type, schema]) =>
    eventSection(type, schema, common),
  )
  return [
    '# Events',
    'Generated from the schemas in `packages/wire` by `npm run generate`; do not edit.',
    'An event is a JSON object. Unknown types and unknown fields are kept as they came, so that a newer sensor loses nothing at an older gateway. Known fields of known types must match what is written here.',
    'The gateway adds `sensor`, `group` and `received` (microseconds since 1970 UTC) to every event that it stores.',
    `## Privacy classes\n\n${table(['Class', 'Meaning'], privacyClasses)}`,
    `## Severity\n\nIn a full store the sensor gives up the least severe events first, the oldest of them first.\n\n${severityTable()}`,
    `## Fields of every event\n\n${fieldsTable(common)}`,
    ...sections,
  ]
    .join('\n\n')
    .concat('\n')
}

function severityTable(): string {
  const typesOf = (severity: Severity) =>
    Object.keys(eventSeverities).filter(type => eventSeverities[type as EventType] === severity)
  return table(
    ['Severity', 'Types', 'In a full store'],
    severityMeanings.map(([severity, meaning]) => [
      severity,
      typesOf(severity)
        .map(type => `\`${type}\``)
        .join(', '),
      meaning,
    ]),
  )
}

function eventSection(type: string, schema: JsonSchema, common: FieldRow[]): string {
  const own = fieldRows(schema).filter(row => {
    const shared = common.find(other => other.name === row.name)
    return row.name !== 'type' && (shared === undefined || shared.required !== row.required)
  })
  return `## ${type}\n\n${schema.description}\n\n${fieldsTable(own)}`
}

function fieldsTable(rows: FieldRow[]): string {
  return table(
    ['Field', 'Type', 'Required', 'Privacy', 'Meaning'],
    rows.map(({ name, type, required, schema }) => [
      `\`${name}\``,
      type,
      required ? 'yes' : '',
      schema['x-privacy'] ?? '',
      schema.description ?? '',
    ]),
  )
}

/** The table of the sensor's managed configuration. */
export function sensorConfigTable(): string {
  return configTable(fieldRows(inputSchema(sensorConfig)))
}

/** The table of the gateway's configuration. */
export function gatewayConfigTable(): string {
  return configTable(fieldRows(inputSchema(gatewayConfig)))
}

function configTable(rows: FieldRow[]): string {
  return table(
    ['Key', 'Value', 'Default', 'Meaning'],
    rows.map(({ name, type, required, schema }) => {
      const [meaning = '', fallback] = (schema.description ?? '').split(/\s*@default\s+/)
      return [`\`${name}\``, type, fallback ?? (required ? 'required' : ''), meaning]
    }),
  )
}

/** Puts generated text between `<!-- generated: name -->` and `<!-- end -->`. */
export function withSection(page: string, name: string, text: string): string {
  const start = `<!-- generated: ${name} -->`
  const from = page.indexOf(start)
  const to = page.indexOf('<!-- end -->', from)
  if (from < 0 || to < 0)
    throw new Error(`the page has no section ${start} … <!-- end -->: put one where the text belongs`)
  return `${page.slice(0, from + start.length)}\n\n${text}\n\n${page.slice(to)}`
}
