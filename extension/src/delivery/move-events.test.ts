import { expect, test } from 'vitest'
import { createMemoryJournal } from './memory-journal.ts'
import { moveEvents } from './move-events.ts'
import { allEvents, type EventRecord, eventKey, newState, type StateRecord } from './records.ts'

const [first, second, third] = ['1', '2', '3'].map(digit => digit.repeat(16)) as [string, string, string]
const alice = { group: 'a', sensor: 'sensor-a' }
const bob = { group: 'b', sensor: 'sensor-b' }

/** Moves one event from the first epoch to another; gives what it says then. */
async function moved(content: object, owners: { from: typeof alice; to: typeof alice }) {
  const state: StateRecord = {
    ...newState(),
    epochs: [
      { index: 1, epoch: first, lastSeq: 9, ...owners.from },
      { index: 2, epoch: third, lastSeq: 0, ...owners.to },
    ],
  }
  const event = { type: 'X', time: 5, epoch: first, seq: 4, ...content }
  const record = {
    epochIndex: 1,
    seq: 4,
    type: 'X',
    timeUs: 5,
    json: JSON.stringify(event),
    bytes: 1,
    later: true,
  }
  const journal = createMemoryJournal([[eventKey(1, 4), record]])
  return await journal.transact(async transaction => {
    moveEvents(transaction, state, [record as EventRecord])
    const [kept, ...others] = await transaction.list(allEvents)
    expect(others).toEqual([])
    expect(kept).toMatchObject({ epochIndex: 2, seq: 1, timeUs: 5, later: true })
    return JSON.parse(kept?.json ?? '')
  })
}

const place = { type: 'X', time: 5, epoch: third, seq: 1 }

test.each([
  {
    name: 'within one sensor',
    owners: { from: alice, to: alice },
    content: {},
    expected: { was: { epoch: first, seq: 4 } },
  },
  {
    name: 'to another sensor id',
    owners: { from: alice, to: bob },
    content: {},
    expected: { was: { sensor: 'sensor-a', epoch: first, seq: 4 } },
  },
  {
    name: 'for the second time',
    owners: { from: alice, to: bob },
    content: { was: { epoch: second, seq: 7, before: [{ epoch: third, seq: 8 }] } },
    expected: {
      was: {
        sensor: 'sensor-a',
        epoch: first,
        seq: 4,
        before: [
          { epoch: second, seq: 7 },
          { epoch: third, seq: 8 },
        ],
      },
    },
  },
])(
  'an event that is moved $name says which ids it had, newest first',
  async ({ owners, content, expected }) => {
    expect(await moved(content, owners)).toEqual({ ...place, ...expected })
  },
)

test.each([
  { name: 'its own epoch', content: { ranges: [[1, 2]] }, same: { ofEpoch: first } },
  { name: 'another epoch', content: { ranges: [[1, 2]], ofEpoch: second }, same: { ofEpoch: second } },
  { name: 'a lost store', content: { ofEpoch: second, atMost: 7 }, same: { ofEpoch: second } },
])('a drop report that is moved goes on to name $name, and whose it was', async ({ content, same }) => {
  const { was: _, ...within } = await moved(content, { from: alice, to: alice })
  expect(within).toEqual({ ...place, ...content, ...same })
  const { was: __, ...across } = await moved(content, { from: alice, to: bob })
  expect(across).toEqual({ ...place, ...content, ...same, ofSensor: 'sensor-a' })
})

test('a lost store of a sensor before that keeps its sensor', async () => {
  const content = { ofEpoch: second, ofSensor: 'sensor-0', atMost: 7 }
  expect(await moved(content, { from: alice, to: bob })).toMatchObject(content)
})

test('a Status that is moved to another sensor id says whose the epoch before was', async () => {
  const content = { previous: { epoch: second, lastSeq: 3 } }
  expect(await moved(content, { from: alice, to: bob })).toMatchObject({
    previous: { sensor: 'sensor-a', epoch: second, lastSeq: 3 },
  })
  expect((await moved(content, { from: alice, to: alice })).previous).toEqual(content.previous)
})
