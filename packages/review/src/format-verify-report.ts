import type { EpochReport, SensorReport, SeqRange } from '@weaklayer/wire'
import { formatTime } from './format-time.ts'
import { plainText } from './plain-text.ts'
import type { VerifyReport } from './verify-events.ts'

const mostRangesShown = 20
const mostConflictsShown = 20

/** The report in plain words, for a terminal: each sensor with its chain of epochs, then what it adds up to. */
export function formatVerifyReport(report: VerifyReport, options: { utc: boolean }): string {
  const lines = report.sensors.flatMap(sensor => [...sensorLines(sensor, options.utc), ''])
  for (const { file, line, message } of report.unreadable.first)
    lines.push(`unreadable: ${plainText(file, 500)}:${line} ${message}`)
  if (report.unreadable.count > report.unreadable.first.length)
    lines.push(`unreadable: and ${report.unreadable.count - report.unreadable.first.length} lines more`)
  return [...lines, summary(report)].join('\n')
}

/** One line: what was read, and whether anything is unexplained. */
export function summary(report: VerifyReport): string {
  const { sensors, events, deadLetters, unreadable } = report
  const missing = sum(sensors.map(missingOf))
  const parts = [
    `${sensors.length} sensors`,
    `${events} events`,
    `missing ${missing}`,
    `missing epochs ${sum(sensors.map(sensor => sensor.missingEpochs.length))}`,
    `declared ${sum(sensors.map(declaredOf))}`,
    `dead letter ${deadLetters}`,
    `doubled ${sum(sensors.map(sensor => sensor.doubled))}`,
    `conflicts ${sum(sensors.map(sensor => sensor.conflicts.length))}`,
    `clones ${sum(sensors.map(sensor => sensor.clonedFrom.length))}`,
    `unreadable ${unreadable.count}`,
  ]
  return `${parts.join(', ')}: ${report.complete ? 'complete' : 'NOT complete'}`
}

/** Seqs that are neither stored nor explained. */
export function missingOf(sensor: SensorReport): number {
  return sum(sensor.epochs.map(epoch => size(epoch.missing)))
}

function declaredOf(sensor: SensorReport): number {
  return sum(sensor.epochs.map(epoch => size(epoch.declared))) + sum(Object.values(sensor.droppedUnnumbered))
}

function sensorLines(sensor: SensorReport, utc: boolean): string[] {
  const numbered = sum(sensor.epochs.map(epoch => epoch.stored))
  const unnumbered = sensor.stored - sensor.conflicts.length - numbered
  const verdict = sensor.complete ? 'complete' : 'NOT complete'
  const lines = [
    `sensor ${plainText(sensor.sensor, 36)} (group ${plainText(sensor.group, 36)}): ${verdict}, ${sensor.stored} events`,
    ...sensor.epochs.flatMap(epoch => epochLines(epoch, utc)),
    ...sensor.missingEpochs.map(
      epoch => `  MISSING epoch ${plainText(epoch)}: others follow it, nothing of it is stored`,
    ),
    ...sensor.clonedFrom.map(
      epoch =>
        `  CLONE: two epochs follow epoch ${plainText(epoch)}, so the profile was copied and both copies ran`,
    ),
    ...conflictLines(sensor),
  ]
  if (unnumbered > 0)
    lines.push(
      `  ${unnumbered} events without epoch (made by the gateway or by a first-generation sensor): nothing to prove`,
    )
  if (sensor.doubled > 0)
    lines.push(`  doubled ${sensor.doubled}: delivered again with the same content, counted once`)
  for (const [reason, count] of Object.entries(sensor.droppedUnnumbered))
    lines.push(`  declared: ${count} events given up before they got a seq, reason ${plainText(reason, 40)}`)
  return lines
}

function epochLines(epoch: EpochReport, utc: boolean): string[] {
  const whole = epoch.missing.length === 0
  const from = epoch.previous === undefined ? '' : epoch.previous === null ? ', starts a chain' : ''
  const last = epoch.lastReceived === 0 ? '' : `, last received ${formatTime(epoch.lastReceived, utc)}`
  const end = epoch.openTail
    ? `open tail since ${formatTime(epoch.lastReceived, utc)}: it runs still, or more waits in the browser`
    : `closed${last}`
  const lines = [
    `  epoch ${plainText(epoch.epoch)}: ${whole ? 'complete' : 'NOT complete'} 1…${epoch.lastSeq}, ${epoch.stored} stored${from}, ${end}`,
  ]
  if (!whole) lines.push(`    MISSING ${size(epoch.missing)}: seq ${rangesText(epoch.missing)}`)
  if (epoch.declared.length > 0)
    lines.push(
      `    declared ${size(epoch.declared)}: seq ${rangesText(epoch.declared)}, given up by the sensor`,
    )
  if (epoch.deadLettered.length > 0)
    lines.push(
      `    dead letter ${size(epoch.deadLettered)}: seq ${rangesText(epoch.deadLettered)}, refused by the gateway and kept`,
    )
  if (epoch.lost.length > 0)
    lines.push(
      `    lost ${size(epoch.lost)}: seq ${rangesText(epoch.lost)}, went with the browser's database, as its next life declares`,
    )
  return lines
}

function conflictLines(sensor: SensorReport): string[] {
  const shown = sensor.conflicts
    .slice(0, mostConflictsShown)
    .map(id => `  CONFLICT ${plainText(id)}: one id with two contents, both are kept`)
  const more = sensor.conflicts.length - shown.length
  return more > 0 ? [...shown, `  CONFLICT: and ${more} more`] : shown
}

function rangesText(ranges: readonly SeqRange[]): string {
  const shown = ranges
    .slice(0, mostRangesShown)
    .map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`))
  return ranges.length > shown.length
    ? `${shown.join(', ')} and ${ranges.length - shown.length} ranges more`
    : shown.join(', ')
}

function size(ranges: readonly SeqRange[]): number {
  return sum(ranges.map(([from, to]) => to - from + 1))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
