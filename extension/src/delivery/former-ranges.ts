import { addRange, type FormerId, type SeqRange } from '@weaklayer/wire'
import type { EventRecord } from './records.ts'

/** Ids that events had before they were moved. */
export interface FormerRanges {
  /** The sensor id then; absent where it is the one of the epoch that they are in now. */
  sensor?: string
  epoch: string
  ranges: SeqRange[]
}

/** The ids that an event had before, newest first. */
export function formerRangesOf({ json }: Pick<EventRecord, 'json'>): FormerRanges[] {
  if (!json.includes('"was":')) return []
  const { was }: { was?: FormerId } = JSON.parse(json)
  if (was === undefined) return []
  let owner: { sensor?: string } = {}
  return [was, ...(was.before ?? [])].map(({ sensor, epoch, seq }) => {
    owner = sensor === undefined ? owner : { sensor }
    return { ...owner, epoch, ranges: [[seq, seq]] }
  })
}

/** Adds ids to those that are there. */
export function addFormerRanges(all: FormerRanges[], more: readonly FormerRanges[]): void {
  for (const { ranges, ...place } of more) {
    let target = all.find(one => one.epoch === place.epoch && one.sensor === place.sensor)
    if (target === undefined) {
      target = { ...place, ranges: [] }
      all.push(target)
    }
    for (const [from, to] of ranges) addRange(target.ranges, from, to)
  }
}

export function countFormerRuns(all: readonly FormerRanges[]): number {
  return all.reduce((sum, { ranges }) => sum + ranges.length, 0)
}
