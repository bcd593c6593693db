import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../testing/test-gateway.ts'
import { recordsOf } from './read-redo-log.ts'
import { recordHead } from './redo-record.ts'
import { roundHeadBytes, seal, writeRoundHead } from './sealed-round.ts'

const file = '97235229-5a58-4dd6-b9fd-4395f8b5f6bf/.1763760000000000.ndjson'
const sectorBytes = 512

/** Rounds as one use of the file writes them; each has two records and knows the use and its number. */
function roundsOfUse(salt: number, lengths: readonly number[]): Buffer[] {
  return lengths.map((length, number) => {
    const line = Buffer.from(`${JSON.stringify({ salt, number, filler: 'x'.repeat(length) })}\n`)
    const record = Buffer.concat([Buffer.from(recordHead(file, number, line.length)), line])
    const round = Buffer.concat([Buffer.alloc(roundHeadBytes), record, record])
    writeRoundHead(round, salt)
    seal(round)
    return round
  })
}

/** What a loss of power leaves of a write over what was there: each sector is as it was, or as it was to be. */
function tornOver(before: Buffer, after: Buffer, isWritten: (sector: number) => boolean): Buffer {
  const left = Buffer.alloc(Math.max(before.length, after.length))
  before.copy(left)
  for (let from = 0; from < after.length; from += sectorBytes) {
    if (isWritten(from / sectorBytes)) after.copy(left, from, from, from + sectorBytes)
  }
  return left
}

async function read(bytes: Buffer) {
  const path = join(await temporaryDirectory(), '.1.redo')
  writeFileSync(path, bytes)
  const found: { salt: number; number: number }[] = []
  for await (const { bytes: line } of recordsOf(path)) {
    const { salt, number } = JSON.parse(line.toString()) as { salt: number; number: number }
    found.push({ salt, number })
  }
  return found
}

const numbered = (salt: number, count: number) =>
  Array.from({ length: count }, (_, number) => [
    { salt, number },
    { salt, number },
  ]).flat()
const lengths = fc.array(fc.nat({ max: 2000 }), { minLength: 1, maxLength: 12 })
const torn = fc.record({
  older: lengths,
  newer: lengths,
  some: fc.nat(),
  written: fc.infiniteStream(fc.boolean()),
})

test('of a file that is written over, whatever sectors of the last write are there, all acknowledged rounds of the use count', async () => {
  const property = fc.asyncProperty(torn, async ({ older, newer, some, written }) => {
    const rounds = roundsOfUse(2, newer)
    const acknowledged = some % rounds.length
    const synced = Buffer.concat(rounds.slice(0, acknowledged))
    const last = Buffer.concat(rounds.slice(0, acknowledged + 1))
    const isWritten = (sector: number) =>
      (sector + 1) * sectorBytes <= synced.length || (written.next().value as boolean)
    const before = tornOver(Buffer.concat(roundsOfUse(1, older)), synced, () => true)
    const found = await read(tornOver(before, last, isWritten))
    const ofOlder = acknowledged === 0 ? older.map((_, count) => numbered(1, count + 1)) : []
    expect([numbered(2, acknowledged), numbered(2, acknowledged + 1), ...ofOlder]).toContainEqual(found)
  })
  await fc.assert(property, { numRuns: 300 })
})

test('what an earlier use left behind the last round is not read', async () => {
  const [older, newer] = [roundsOfUse(1, [10, 10, 10]), roundsOfUse(2, [10])]
  expect(await read(tornOver(Buffer.concat(older), Buffer.concat(newer), () => true))).toEqual(numbered(2, 1))
})

test('a redo log of many blocks is read whole', async () => {
  const rounds = roundsOfUse(3, Array<number>(40).fill(90_000))
  expect(await read(Buffer.concat(rounds))).toEqual(numbered(3, 40))
})
