import type { SensorReport } from '@weaklayer/wire'
import { formatCounts, formatEpoch, isPlain } from './format-epoch.ts'
import { plainText } from './plain-text.ts'
import type { VerifyReport } from './verify-events.ts'
import { totalsOf } from './verify-totals.ts'

export interface ReportFormat {
  utc: boolean
  /** Every sensor and epoch; else of many only those with something to say. @default false */
  all?: boolean
}

/** Up to here every sensor is shown. */
const fewSensors = 20
const mostSensorsShown = 100
/** Up to here every epoch of a sensor is shown. */
const fewEpochs = 10
const mostConflictsShown = 20

/** The report in plain words, for a terminal: sensors with their chains of epochs, then what it adds up to. */
export function formatVerifyReport(report: VerifyReport, format: ReportFormat): string {
  const all = format.all === true || report.sensors.length <= fewSensors
  const worth = all ? report.sensors : report.sensors.filter(sensor => !sensor.complete)
  const shown = format.all === true ? worth : worth.slice(0, mostSensorsShown)
  const lines = shown.flatMap(sensor => [...sensorLines(sensor, format), ''])
  const left = { complete: report.sensors.length - worth.length, other: worth.length - shown.length }
  if (left.complete > 0) lines.push(`${left.complete} sensors are complete and not shown: --all shows them.`)
  if (left.other > 0) lines.push(`${left.other} sensors more are NOT complete: --all shows them.`)
  for (const { file, line, message } of report.unreadable.first)
    lines.push(`unreadable: ${plainText(file, 500)}:${line} ${message}`)
  if (report.unreadable.count > report.unreadable.first.length)
    lines.push(`unreadable: and ${report.unreadable.count - report.unreadable.first.length} lines more`)
  return [...lines, summary(report)].join('\n')
}

/** One line: what was read, and whether anything is unexplained. */
export function summary(report: VerifyReport): string {
  const totals = totalsOf(report.sensors)
  const reasons = formatCounts(totals.declaredReasons)
  const parts = [
    `${report.sensors.length} sensors`,
    `${totals.epochs} epochs`,
    `${report.events} events`,
    `missing ${totals.missing}`,
    `missing epochs ${totals.missingEpochs}`,
    `declared ${totals.declared}${reasons === '' ? '' : ` (${reasons})`}`,
    `dead letter ${report.deadLetters}`,
    `moved ${totals.moved}`,
    `waiting ${totals.waiting}`,
    `lost ${totals.lost}`,
    `open tails ${totals.openTails}`,
    `doubled ${totals.doubled}`,
    `conflicts ${totals.conflicts}`,
    `clones ${totals.clones}`,
    `unreadable ${report.unreadable.count}`,
  ]
  return `${parts.join(', ')}: ${report.complete ? 'complete' : 'NOT complete'}`
}

function sensorLines(sensor: SensorReport, format: ReportFormat): string[] {
  const verdict = sensor.complete ? 'complete' : 'NOT complete'
  const lines = [
    `sensor ${plainText(sensor.sensor, 36)} (group ${plainText(sensor.group, 36)}): ${verdict}, ${sensor.stored} events`,
    ...epochLines(sensor, format),
    ...sensor.missingEpochs.map(
      epoch => `  MISSING epoch ${plainText(epoch)}: others tell of it, nothing of it is stored`,
    ),
    ...cloneLines(sensor),
    ...conflictLines(sensor),
  ]
  if (sensor.withoutEpoch > 0)
    lines.push(
      `  ${sensor.withoutEpoch} events without epoch (made by the gateway or by a first-generation sensor): nothing to prove`,
    )
  if (sensor.doubled > 0)
    lines.push(`  doubled ${sensor.doubled}: delivered again with the same content, counted once`)
  for (const [reason, count] of Object.entries(sensor.droppedUnnumbered))
    lines.push(`  declared: ${count} events given up before they got a seq, reason ${plainText(reason, 40)}`)
  return lines
}

function epochLines(sensor: SensorReport, { utc, all }: ReportFormat): string[] {
  const shown =
    all === true || sensor.epochs.length <= fewEpochs
      ? sensor.epochs
      : sensor.epochs.filter(epoch => !isPlain(epoch))
  const lines = shown.flatMap(epoch => formatEpoch(epoch, sensor.sensor, utc))
  const left = sensor.epochs.length - shown.length
  return left > 0 ? [...lines, `  and ${left} epochs more, complete and closed`] : lines
}

function cloneLines(sensor: SensorReport): string[] {
  return sensor.clones.map(({ epoch, partedAfter, followers }) => {
    const names = followers.map(follower => plainText(follower)).join(' and ')
    const next = followers.length > 0 ? `, ${names} follow${followers.length > 1 ? '' : 's'} it` : ''
    return `  CLONE: the profile was copied and both copies ran; they part after seq ${partedAfter} of epoch ${plainText(epoch)}${next}`
  })
}

function conflictLines(sensor: SensorReport): string[] {
  const shown = sensor.conflicts
    .slice(0, mostConflictsShown)
    .map(id => `  CONFLICT ${plainText(id)}: one id with two contents, both are kept`)
  const more = sensor.conflicts.length - shown.length
  return more > 0 ? [...shown, `  CONFLICT: and ${more} more`] : shown
}
