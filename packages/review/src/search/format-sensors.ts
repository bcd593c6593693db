import { formatCounts } from '../format-epoch.ts'
import { formatTime } from '../format-time.ts'
import { plainText } from '../plain-text.ts'
import type { SensorGaps, SensorState, SensorStatus } from './sensors.ts'

/** One line a sensor, for people, and a line that counts them. */
export function* formatSensors(
  sensors: readonly SensorState[],
  { utc }: { utc: boolean },
): Generator<string> {
  for (const sensor of sensors) yield sensorLine(sensor, utc)
  const silent = sensors.filter(one => one.silent).length
  yield `${sensors.length} sensors, ${silent} silent`
}

function sensorLine(sensor: SensorState, utc: boolean): string {
  const dropped = formatCounts(sensor.dropped)
  return [
    `${sensor.silent ? 'SILENT' : 'active'}  ${plainText(sensor.sensor, 36)}  ${nameOf(sensor)}`,
    `last received ${formatTime(sensor.lastReceivedUs, utc)}`,
    `${sensor.events} events`,
    ...statusParts(sensor.status),
    ...(dropped === '' ? [] : [`given up ${dropped}`]),
    ...gapParts(sensor.gaps),
  ].join(', ')
}

function nameOf({ label, device, user }: SensorState): string {
  const known = [device, user, label].filter(name => name !== null && name !== '')
  return known.length === 0 ? '(no name)' : known.map(name => plainText(name, 60)).join(' / ')
}

function statusParts(status: SensorStatus | undefined): string[] {
  if (status === undefined) return ['no Status']
  const { version, browser, policyState, queued, clockSkewMs, disabledSources } = status
  return [
    `version ${plainText(version, 40)}`,
    ...(browser === undefined ? [] : [plainText(browser, 60)]),
    `policy ${plainText(policyState, 40)}`,
    `${queued} queued`,
    ...(clockSkewMs === undefined ? [] : [`clock ${clockSkewMs} ms off`]),
    ...(disabledSources.length === 0 ? [] : [`${disabledSources.length} sources off`]),
  ]
}

function gapParts(gaps: SensorGaps | undefined): string[] {
  if (gaps === undefined) return []
  if (gaps.complete) return ['complete']
  const { missing, missingEpochs, conflicts, clones } = gaps
  const parts: [string, number][] = [
    ['MISSING', missing],
    ['MISSING epochs', missingEpochs],
    ['CONFLICTS', conflicts],
    ['CLONES', clones],
  ]
  return parts.filter(([, count]) => count > 0).map(([name, count]) => `${name} ${count}`)
}
