import { countRanges, eventSchemas } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { appendEvent } from './append-event.ts'
import { dropEvents, dropMessages } from './drop-events.ts'
import { floodReportMs } from './flood-limits.ts'
import { createMemoryJournal, type MemoryJournal } from './memory-journal.ts'
import { allEvents, newState, stateKey } from './records.ts'
import { reportDrops, reportDueMs } from './report-drops.ts'

const nowMs = 1_763_760_000_000
const epoch = { index: 1, epoch: '00000000000000aa', lastSeq: 0 }

/** A journal with so many events, of which every second was given up. */
async function withEverySecondDropped(events: number): Promise<MemoryJournal> {
  const journal = createMemoryJournal()
  await journal.transact(async transaction => {
    const state = { ...newState(), epochs: [{ ...epoch }] }
    for (let index = 0; index < events; index++) {
      appendEvent(transaction, state, { atMs: nowMs, draft: { type: index % 4 === 0 ? 'A' : 'B' } })
    }
    const records = (await transaction.list(allEvents)).filter(({ seq }) => seq % 2 === 1)
    await dropEvents(transaction, state, { records, reason: 'quota' })
    transaction.put(stateKey, state)
  })
  return journal
}

async function reportsIn(journal: MemoryJournal) {
  const records = await journal.read(reader => reader.list(allEvents))
  return records
    .filter(({ type }) => type === 'Dropped')
    .map(({ json }) => eventSchemas.Dropped.parse(JSON.parse(json)))
}

const stateOf = async (journal: MemoryJournal) =>
  (await journal.read(reader => reader.get(stateKey))) ?? newState()

test('a long list of runs becomes several reports, a few at a time, until all is said exactly', async () => {
  const journal = await withEverySecondDropped(20_000)
  await reportDrops(journal, nowMs)
  const first = await reportsIn(journal)
  expect(first).toHaveLength(8)
  expect(reportDueMs(await stateOf(journal), nowMs)).toBe(nowMs)
  while (reportDueMs(await stateOf(journal), nowMs) !== undefined) await reportDrops(journal, nowMs)
  const all = await reportsIn(journal)
  const ranges = all.flatMap(report => report.ranges ?? [])
  expect(ranges).toEqual(Array.from({ length: 10_000 }, (_, index) => [2 * index + 1, 2 * index + 1]))
  for (const report of all) {
    expect(report.count).toBe(countRanges(report.ranges ?? []))
    expect(JSON.stringify(report).length).toBeLessThan(60 * 1024)
  }
  expect(all.reduce((sum, report) => sum + (report.byType?.A ?? 0), 0)).toBe(5000)
  expect((await stateOf(journal)).pendingDrops).toEqual({ flood: 0, other: 0, bytes: 0 })
})

test('a flood is reported at once, then every half minute, whatever the clock does', async () => {
  const journal = await withEverySecondDropped(2)
  const flood = async (count: number) =>
    await journal.transact(async transaction => {
      const state = (await transaction.get(stateKey)) ?? newState()
      const given = Array.from({ length: count }, () => ({ type: 'A', timeUs: nowMs * 1000 }))
      await dropMessages(transaction, state, { given, reason: 'flood' })
      transaction.put(stateKey, state)
    })
  await flood(3)
  await reportDrops(journal, nowMs)
  await flood(4)
  const state = await stateOf(journal)
  expect(reportDueMs(state, nowMs + 1)).toBe(nowMs + floodReportMs)
  expect(reportDueMs(state, nowMs + floodReportMs)).toBe(nowMs + floodReportMs)
  expect(reportDueMs(state, nowMs - 1)).toBe(nowMs - 1)
  await reportDrops(journal, nowMs + 1)
  await reportDrops(journal, nowMs + floodReportMs)
  const floods = (await reportsIn(journal)).filter(({ reason }) => reason === 'flood')
  expect(floods.map(({ count }) => count)).toEqual([3, 4])
})

test('totals that say more than there is are corrected instead of asking for ever', async () => {
  const journal = await withEverySecondDropped(2)
  await reportDrops(journal, nowMs)
  await journal.transact(async transaction => {
    const state = (await transaction.get(stateKey)) ?? newState()
    transaction.put(stateKey, { ...state, pendingDrops: { flood: 2, other: 5, bytes: 100 } })
  })
  await reportDrops(journal, nowMs)
  expect(await reportsIn(journal)).toHaveLength(1)
  expect(reportDueMs(await stateOf(journal), nowMs)).toBeUndefined()
})
