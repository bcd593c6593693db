import { countRanges, type EpochReport, type SeqRange } from '@weaklayer/wire'
import { formatTime } from './format-time.ts'
import { plainText } from './plain-text.ts'

const mostRangesShown = 20

/** One epoch in plain words, and below it what is to be said of its seqs. */
export function formatEpoch(epoch: EpochReport, sensor: string, utc: boolean): string[] {
  const whole = epoch.missing.length === 0
  const begins = epoch.previous === null ? ', starts a chain' : ''
  const verdict = `${whole ? 'complete' : 'NOT complete'} 1…${epoch.lastSeq}, ${epoch.stored} stored`
  const parts: [word: string, ranges: readonly SeqRange[], meaning: string][] = [
    ['MISSING', epoch.missing, ''],
    ['declared', epoch.declared, `, given up by the sensor: ${formatCounts(epoch.declaredReasons)}`],
    ['dead letter', epoch.deadLettered, ', refused by the gateway and kept'],
    ['removed', epoch.removed, ', no longer in the store: retention, or erased on request'],
    ...epoch.moved.map(
      moved =>
        ['moved', moved.ranges, `, now in epoch ${nameOf(moved, sensor)}`] as [string, SeqRange[], string],
    ),
    ['waiting', epoch.waiting, ', moved to an epoch with an open tail: they may still wait in the browser'],
    ['lost', epoch.lost, ", went with the browser's database, as its next life declares"],
  ]
  return [
    `  epoch ${plainText(epoch.epoch)}: ${verdict}${begins}, ${endOf(epoch, utc)}`,
    ...parts
      .filter(([, ranges]) => ranges.length > 0)
      .map(
        ([word, ranges, meaning]) =>
          `    ${word} ${countRanges(ranges)}: seq ${rangesText(ranges)}${meaning}`,
      ),
  ]
}

/** Whether there is nothing to say of an epoch but that it is complete and closed. */
export function isPlain(epoch: EpochReport): boolean {
  const { missing, declared, deadLettered, moved, waiting, lost, openTail } = epoch
  return !openTail && [missing, declared, deadLettered, moved, waiting, lost].every(list => list.length === 0)
}

/** Numbers with their names: `flood 2, quota 10`. */
export function formatCounts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${plainText(name, 40)} ${count}`)
    .join(', ')
}

function endOf({ openTail, lastReceived, lostAtMost }: EpochReport, utc: boolean): string {
  const last = lastReceived === 0 ? 'nothing received' : `last received ${formatTime(lastReceived, utc)}`
  if (openTail && lastReceived === 0) return 'open tail: nothing of it was received'
  if (openTail)
    return `open tail since ${formatTime(lastReceived, utc)}: it runs still, or more waits in the browser`
  if (lostAtMost === undefined) return `closed, ${last}`
  const most = lostAtMost === null ? '' : ` with at most ${lostAtMost} events`
  return `closed: its store was lost${most}, ${last}`
}

function nameOf(moved: { sensor: string; epoch: string }, sensor: string): string {
  const epoch = plainText(moved.epoch)
  return moved.sensor === sensor ? epoch : `${epoch} of sensor ${plainText(moved.sensor, 36)}`
}

function rangesText(ranges: readonly SeqRange[]): string {
  const shown = ranges
    .slice(0, mostRangesShown)
    .map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`))
  return ranges.length > shown.length
    ? `${shown.join(', ')} and ${ranges.length - shown.length} ranges more`
    : shown.join(', ')
}
