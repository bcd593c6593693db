import type { EventColumnName } from '../query/event-columns.ts'

/** Columns whose values are counted for each file of events: those that facets show when none are named. */
export const countedColumns = [
  'type',
  'severity',
  'hostname',
  'protocol',
  'inputType',
  'incognito',
  'filled',
  'sensor',
  'group',
  'label',
  'device',
  'user',
] as const satisfies readonly EventColumnName[]
