import { expect, test } from 'vitest'
import { createGapProof, type RemovedEvents } from './gap-proof.ts'
import { dropped, epochName, event, sensor, status } from './proof-events-for-tests.ts'
import type { StoredEvent } from './stored-event.ts'

const tail = (epoch: number, lastSeq: number) => ({ epoch: epochName(epoch), lastSeq })

function removed(epoch: number, range: [number, number], told: StoredEvent[] = []): RemovedEvents {
  return { sensor, epoch: epochName(epoch), ranges: [range], firstTime: 1, lastReceived: 2, told }
}

function proofOf(events: readonly StoredEvent[], gone: readonly RemovedEvents[]) {
  const proof = createGapProof()
  for (const one of gone) proof.addRemoved(one)
  for (const one of events) proof.add(one)
  return proof.report()
}

test('seqs that were removed are explained, and others are not', () => {
  const events = [event(0, 6), status(1, tail(0, 8))]
  expect(proofOf(events, [removed(0, [1, 4])])).toMatchObject([
    {
      complete: false,
      stored: 2,
      epochs: [
        {
          removed: [[1, 4]],
          missing: [
            [5, 5],
            [7, 8],
          ],
        },
        { removed: [] },
      ],
    },
  ])
})

test('an epoch that was removed as a whole is no missing epoch', () => {
  expect(proofOf([status(1, tail(0, 8))], [removed(0, [1, 8])])).toMatchObject([
    { complete: true, missingEpochs: [], epochs: [{ stored: 0, missing: [], openTail: false }, {}] },
  ])
})

test('a drop that was declared stays declared when its report is removed', () => {
  const gone = [removed(0, [1, 3]), removed(0, [8, 8], [dropped(0, 8, { ranges: [[4, 6]], count: 3 })])]
  expect(proofOf([event(0, 7), status(1, tail(0, 8))], gone)).toMatchObject([
    {
      complete: true,
      epochs: [
        {
          declared: [[4, 6]],
          removed: [
            [1, 3],
            [8, 8],
          ],
        },
        {},
      ],
    },
  ])
})

test('the chain holds when the Status that links it is removed', () => {
  const gone = [removed(1, [1, 1], [status(1, tail(0, 3))])]
  const events = [status(0), event(0, 2), event(1, 2)]
  expect(proofOf(events, gone)).toMatchObject([
    { complete: false, epochs: [{ missing: [[3, 3]] }, { previous: epochName(0), missing: [] }] },
  ])
})

test('the id that a removed event had before is explained', () => {
  const was = { epoch: epochName(0), seq: 2 }
  const gone = [removed(1, [2, 2], [event(1, 2, { was })])]
  expect(proofOf([status(0), status(1, tail(0, 2))], gone)).toMatchObject([
    { complete: true, epochs: [{ moved: [{ epoch: epochName(1), ranges: [[2, 2]] }], missing: [] }, {}] },
  ])
})

test('removed events alone make no report of a sensor', () => {
  expect(proofOf([], [removed(0, [1, 8])])).toEqual([])
})
