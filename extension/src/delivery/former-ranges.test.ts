import { createGapProof, type StoredEvent } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { appendEvent } from './append-event.ts'
import { dropEvents } from './drop-events.ts'
import { startEpoch } from './epoch.ts'
import { createMemoryJournal, type MemoryJournal } from './memory-journal.ts'
import { moveEvents } from './move-events.ts'
import { allEvents, currentEpoch, type StateRecord, stateKey } from './records.ts'
import { reportDrops } from './report-drops.ts'
import type { StatusFacts } from './status.ts'

const facts: StatusFacts = {
  version: '1',
  browser: 'x',
  os: 'x',
  policyHash: '0123456789abcdef',
  policyState: 'ok',
  incognitoAllowed: false,
  fileAccess: false,
  hostAccess: true,
}

const sensors = ['a', 'b', 'c'].map(digit => `${digit.repeat(8)}-0000-8000-8000-000000000000`)
const ownerOf = (number: number) => ({ group: `group ${number}`, sensor: sensors[number] as string })

type Transaction = Parameters<Parameters<MemoryJournal['transact']>[0]>[0]
type Work = (transaction: Transaction, state: StateRecord) => void | Promise<void>

const change = (journal: MemoryJournal, work: Work) =>
  journal.transact(async transaction => {
    const state = (await transaction.get(stateKey)) as StateRecord
    await work(transaction, state)
    transaction.put(stateKey, state)
  })

const begin = (journal: MemoryJournal, number: number, epoch: string) =>
  journal.transact(transaction =>
    startEpoch(transaction, {
      epoch: epoch.repeat(16),
      atMs: 1,
      facts,
      newRun: true,
      owner: ownerOf(number),
      previousSensor: sensors[number - 1],
    }),
  )

/** Everything that waits goes to the gateway; what it stores. */
async function deliver(journal: MemoryJournal): Promise<StoredEvent[]> {
  const records = await journal.read(reader => reader.list(allEvents))
  const state = await journal.read(reader => reader.get(stateKey))
  const { sensor = '' } = currentEpoch(state as StateRecord)
  return records.map(({ json }) => ({ ...JSON.parse(json), sensor, group: 'g', received: 1 }))
}

const move = (journal: MemoryJournal) =>
  change(journal, async (transaction, state) => {
    const current = currentEpoch(state).index
    const records = (await transaction.list(allEvents)).filter(one => one.epochIndex !== current)
    moveEvents(transaction, state, records)
  })

const give = (journal: MemoryJournal, type: string) =>
  change(journal, async (transaction, state) => {
    const records = (await transaction.list(allEvents)).filter(one => one.type === type)
    await dropEvents(transaction, state, { records, reason: 'poison' })
  })

const recorded = async () => {
  const journal = createMemoryJournal()
  await begin(journal, 0, 'a')
  await change(journal, (transaction, state) => {
    for (const type of ['Window', 'Bad', 'Window', 'Bad'])
      appendEvent(transaction, state, { atMs: 1, draft: { type } })
  })
  return journal
}

/** What the gap proof lacks, of all sensors. */
function unexplained(events: StoredEvent[]) {
  const proof = createGapProof()
  for (const event of events) proof.add(event)
  return proof.report().filter(sensor => !sensor.complete)
}

test('events that were moved twice and then given up are explained under each of their ids', async () => {
  const journal = await recorded()
  for (const [owner, epoch] of [
    [1, 'b'],
    [2, 'c'],
  ] as const) {
    await begin(journal, owner, epoch)
    await move(journal)
  }
  await give(journal, 'Bad')
  await reportDrops(journal, 2)
  const events = await deliver(journal)
  expect(unexplained(events)).toEqual([])
  expect(events.find(one => one.type === 'Dropped')).toMatchObject({
    count: 2,
    ranges: expect.any(Array),
    formerly: [
      { sensor: sensors[1], epoch: 'b'.repeat(16), ranges: expect.any(Array) },
      {
        sensor: sensors[0],
        epoch: 'a'.repeat(16),
        ranges: [
          [3, 3],
          [5, 5],
        ],
      },
    ],
  })
})

test('events that were given up before the group changed are explained under their sensor id', async () => {
  const journal = await recorded()
  await give(journal, 'Bad')
  await begin(journal, 1, 'b')
  await move(journal)
  await reportDrops(journal, 2)
  const events = await deliver(journal)
  expect(unexplained(events)).toEqual([])
  expect(events.find(one => one.type === 'Dropped')).toMatchObject({
    ofSensor: sensors[0],
    ofEpoch: 'a'.repeat(16),
  })
})

test('a report that waits when the group changes goes on to speak of the old sensor id', async () => {
  const journal = await recorded()
  await give(journal, 'Bad')
  await reportDrops(journal, 2)
  await begin(journal, 1, 'b')
  await move(journal)
  expect(unexplained(await deliver(journal))).toEqual([])
})

test('a report that is given up itself is made again for the same sensor id', async () => {
  const journal = await recorded()
  await give(journal, 'Bad')
  await reportDrops(journal, 2)
  await give(journal, 'Dropped')
  await begin(journal, 1, 'b')
  await move(journal)
  await reportDrops(journal, 3)
  expect(unexplained(await deliver(journal))).toEqual([])
})
