import * as z from 'zod'
import { count, epochId, field, seqNumber, text, timeUs, uuid } from '../field.ts'
import { eventSchema } from './common.ts'

/**
 * Why events were given up.
 * `poison`: the gateway refused it alone; `too_large`: it fits in no request; `quota`: the store was full;
 * `flood`: a page made too many; `frame_gap`: a frame's message never arrived; `store_lost`: the browser's
 * database is gone; `refused`: the gateway refused the sensor for 30 days; `policy`: policy excludes what was
 * recorded before it arrived.
 */
export const dropReasons = [
  'poison',
  'too_large',
  'quota',
  'flood',
  'frame_gap',
  'store_lost',
  'refused',
  'policy',
] as const
export type DropReason = (typeof dropReasons)[number]

const ranges = z.array(z.tuple([z.int().min(1), z.int().min(1)]))

const formerRanges = z.looseObject({
  sensor: field(uuid, 'pseudonym', 'The sensor id then, where it was another.').optional(),
  epoch: field(epochId, 'pseudonym', 'The epoch then.'),
  ranges: field(ranges, 'technical', 'The seqs then, as [from, to] with both ends.'),
})

/** Events that the sensor gave up, counted. A newer sensor may name a reason that is not listed here. */
export const droppedEvent = eventSchema('Dropped', 'Events that the sensor gave up.', {
  reason: field(text, 'technical', `Why: ${dropReasons.join(', ')}.`),
  count: field(count, 'technical', 'How many; 0 where only `atMost` is known.'),
  byType: field(
    z.record(z.string(), z.int().min(0)),
    'technical',
    'How many of each type, where known.',
  ).optional(),
  firstTime: field(timeUs, 'technical', '`time` of the earliest.').optional(),
  lastTime: field(timeUs, 'technical', '`time` of the latest.').optional(),
  ranges: field(
    ranges,
    'technical',
    'The seqs that are missing for it, as [from, to] with both ends.',
  ).optional(),
  ofEpoch: field(
    epochId,
    'pseudonym',
    'The epoch of `ranges` or of the lost store, where it is another.',
  ).optional(),
  ofSensor: field(uuid, 'pseudonym', 'The sensor id of `ofEpoch`, where it was another.').optional(),
  formerly: field(
    z.array(formerRanges),
    'pseudonym',
    'The ids that events of `ranges` had before they were moved to those.',
  ).optional(),
  atMost: field(seqNumber, 'technical', 'Upper bound of the number, where the exact one is lost.').optional(),
})
