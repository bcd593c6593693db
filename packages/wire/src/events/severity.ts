import type { EventType } from './index.ts'

/** How much an event is worth when not all can be kept, least first. */
export const severities = ['low', 'normal', 'high'] as const
export type Severity = (typeof severities)[number]

/** A full store gives up low ones first. High ones say how the sensor is, or serve a detection by themselves. */
export const eventSeverities = {
  Install: 'high',
  // Its address, which follows, says more.
  Window: 'low',
  WindowLocation: 'normal',
  TextInput: 'normal',
  Status: 'high',
  Dropped: 'high',
} as const satisfies Record<EventType, Severity>

/** The severity of a type; normal for one that this version does not know. */
export function severityOf(type: string): Severity {
  return Object.hasOwn(eventSeverities, type) ? eventSeverities[type as EventType] : 'normal'
}
