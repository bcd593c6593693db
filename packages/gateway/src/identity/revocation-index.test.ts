import { expect, test } from 'vitest'
import { createRevocationIndex } from './revocation-index.ts'

const [lost, other, left] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()]
const [group, otherGroup] = [crypto.randomUUID(), crypto.randomUUID()]

test('a sensor and a group are refused, others are not', () => {
  const index = createRevocationIndex([{ sensor: lost }, { group: otherGroup, note: 'sold' }])
  const refused = [
    { sensor: lost, group },
    { sensor: other, group },
    { sensor: other, group: otherGroup },
    { group: otherGroup },
    { group },
  ].map(who => index.refuses(who))
  expect(refused).toEqual([true, false, true, true, false])
})

test('tokens end by sensor, by group and for everybody; the latest time counts', () => {
  const index = createRevocationIndex([
    { issuedBefore: 100 },
    { group: otherGroup, issuedBefore: 300 },
    { group: otherGroup, issuedBefore: 200 },
    { sensor: lost, issuedBefore: 400 },
  ])
  const ended = [
    { sensor: other, group },
    { sensor: other, group: otherGroup },
    { sensor: lost, group: otherGroup },
  ].map(who => index.endedBeforeUs(who))
  expect(ended).toEqual([100, 300, 400])
  expect(index.refuses({ sensor: lost, group: otherGroup })).toBe(false)
})

test('an empty list lets everybody in', () => {
  const index = createRevocationIndex([])
  expect([index.refuses({ sensor: left, group }), index.endedBeforeUs({ sensor: left, group })]).toEqual([
    false,
    0,
  ])
})
