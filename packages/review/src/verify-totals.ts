import { countRanges, type SensorReport, type SeqRange } from '@weaklayer/wire'

/** What the reports of all sensors add up to. Seqs are counted, and sensors' findings. */
export interface VerifyTotals {
  epochs: number
  missing: number
  missingEpochs: number
  /** Also those that never had a seq. */
  declared: number
  declaredReasons: Record<string, number>
  removed: number
  moved: number
  waiting: number
  lost: number
  openTails: number
  doubled: number
  conflicts: number
  clones: number
}

export function totalsOf(sensors: readonly SensorReport[]): VerifyTotals {
  const epochs = sensors.flatMap(sensor => sensor.epochs)
  const seqs = (lists: readonly (readonly SeqRange[])[]) => sum(lists.map(countRanges))
  const unnumbered = sensors.flatMap(sensor => Object.values(sensor.droppedUnnumbered))
  return {
    epochs: epochs.length,
    missing: seqs(epochs.map(epoch => epoch.missing)),
    missingEpochs: sum(sensors.map(sensor => sensor.missingEpochs.length)),
    declared: seqs(epochs.map(epoch => epoch.declared)) + sum(unnumbered),
    declaredReasons: countsOf([
      ...epochs.map(epoch => epoch.declaredReasons),
      ...sensors.map(sensor => sensor.droppedUnnumbered),
    ]),
    removed: seqs(epochs.map(epoch => epoch.removed)),
    moved: seqs(epochs.flatMap(epoch => epoch.moved.map(({ ranges }) => ranges))),
    waiting: seqs(epochs.map(epoch => epoch.waiting)),
    lost: seqs(epochs.map(epoch => epoch.lost)),
    openTails: epochs.filter(epoch => epoch.openTail).length,
    doubled: sum(sensors.map(sensor => sensor.doubled)),
    conflicts: sum(sensors.map(sensor => sensor.conflicts.length)),
    clones: sum(sensors.map(sensor => sensor.clones.length)),
  }
}

function countsOf(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const all = new Map<string, number>()
  for (const [name, count] of counts.flatMap(Object.entries<number>))
    all.set(name, (all.get(name) ?? 0) + count)
  return Object.fromEntries([...all].sort())
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
