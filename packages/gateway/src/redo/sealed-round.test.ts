import { expect, test } from 'vitest'
import { readRound, roundHeadBytes, seal, writeRoundHead } from './sealed-round.ts'

const salt = 2 ** 47 - 1
const records = Buffer.from('{"file":"a"}\nsomething that somebody wrote\n'.repeat(20))

function sealedRound(): Buffer {
  const round = Buffer.concat([Buffer.alloc(roundHeadBytes), records])
  writeRoundHead(round, salt)
  seal(round)
  return round
}

test('a round is read as it was written, whatever is behind it', () => {
  const round = sealedRound()
  const expected = { status: 'whole', round: { salt, records }, length: round.length }
  expect(readRound(round)).toEqual(expected)
  expect(readRound(Buffer.concat([round, Buffer.from('more')]))).toEqual(expected)
})

test('the head of a round is a line of JSON that fits also with the largest numbers', () => {
  const round = Buffer.alloc(10_000_000)
  writeRoundHead(round, salt)
  const head = round.toString('latin1', 0, roundHeadBytes)
  expect(JSON.parse(head)).toEqual({ sum: '00000000', salt, length: round.length - roundHeadBytes })
  expect(head.indexOf('\n')).toBe(roundHeadBytes - 1)
})

test('the beginning of a round asks for more', () => {
  const round = sealedRound()
  for (let length = 0; length < round.length; length++) {
    expect(readRound(round.subarray(0, length)).status).toBe('more')
  }
})

test('a byte that is another one shows, wherever it is', () => {
  const round = sealedRound()
  for (let at = 0; at < round.length; at++) {
    const torn = Buffer.from(round)
    torn[at] = (round[at] as number) ^ 1
    expect(readRound(torn).status).not.toBe('whole')
  }
})

test.each(['null', '[]', '{}', '{"sum":1}', '{"sum":"00000000","salt":-1,"length":1}', 'x'])(
  'what is no head is refused: %s',
  head => {
    const bytes = Buffer.concat([Buffer.from(`${head.padEnd(roundHeadBytes - 1)}\n`), records])
    expect(readRound(bytes).status).toBe('torn')
  },
)

test('a head that names more than a round may have is none: nobody waits for so much', () => {
  const head = '{"sum":"00000000","salt":1,"length":99999999}'
  expect(readRound(Buffer.from(`${head.padEnd(roundHeadBytes - 1)}\n`)).status).toBe('torn')
})
