import { sensorConfigParts } from '@weaklayer/wire'
import { finding } from '../finding.ts'
import { isRecord } from './policy-source.ts'
import type { PolicyFileReading } from './read-policy-file.ts'

const isWrapped = (value: unknown) =>
  isRecord(value) && Object.keys(value).length === 1 && Object.hasOwn(value, 'Value')

/** Whether an object is what the Google Admin console takes: keys of a sensor, wrapped in `Value`. */
export function isGoogleAdmin(value: Record<string, unknown>): boolean {
  const entries = Object.entries(value)
  return entries.some(([, member]) => isWrapped(member)) && entries.some(([key]) => isSensorKey(key))
}

const isSensorKey = (key: string) => Object.hasOwn(sensorConfigParts, key)

/** Unwraps the values; what is not wrapped once is a problem and left out, as the console does. */
export function googleAdminSource(given: Record<string, unknown>, subject: string): PolicyFileReading {
  const entries = Object.entries(given)
  const wrong = entries.filter(
    ([, member]) => !isWrapped(member) || isWrapped((member as { Value: unknown }).Value),
  )
  const values = Object.fromEntries(
    entries
      .filter(entry => !wrong.includes(entry))
      .map(([key, member]) => [key, (member as { Value: unknown }).Value]),
  )
  const findings = wrong.map(([key, member]) => {
    const how = isWrapped(member) ? 'is wrapped twice' : 'is not wrapped in `Value`'
    return finding('POLICY_WRAPPED_WRONG', { subject, found: `\`${key.slice(0, 40)}\` ${how}` })
  })
  return { sources: [{ kind: 'values', product: 'the Google Admin console', values }], findings }
}
