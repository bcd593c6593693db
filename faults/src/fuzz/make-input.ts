import { gzipSync } from 'node:zlib'
import { createDice, type Dice } from '../simulation/random.ts'
import type { Target } from './target.ts'

const mostSteps = 8
/** Larger inputs find little more and cost much. */
const mostBytes = 65_536

/** The input of a target with a number: the seed, the number and the corpus decide it alone. */
export function makeInput({ corpus }: Target, seed: number, number: number): Buffer {
  const dice = createDice(seed * 1_000_003 + number)
  let input: Buffer = Buffer.from(dice.pick(corpus))
  const steps = dice.between(0, mostSteps)
  for (let step = 0; step < steps; step++) input = dice.pick(mutations)(input, dice, corpus)
  return input.subarray(0, mostBytes)
}

type Mutation = (input: Buffer, dice: Dice, corpus: readonly (string | Buffer)[]) => Buffer

const mutations: readonly Mutation[] = [
  function flip(input, dice) {
    const copy = Buffer.from(input)
    if (copy.length > 0) {
      const at = dice.below(copy.length)
      copy[at] = (copy[at] ?? 0) ^ (1 << dice.below(8))
    }
    return copy
  },
  function set(input, dice) {
    const copy = Buffer.from(input)
    if (copy.length > 0) copy[dice.below(copy.length)] = dice.below(256)
    return copy
  },
  (input, dice) => input.subarray(0, dice.below(input.length + 1)),
  (input, dice) => input.subarray(dice.below(input.length + 1)),
  function remove(input, dice) {
    const from = dice.below(input.length + 1)
    return Buffer.concat([input.subarray(0, from), input.subarray(from + dice.between(1, 16))])
  },
  (input, dice) => insert(input, Buffer.from(dice.pick(words)), dice),
  (input, dice) => insert(input, Buffer.from(dice.pick(words)), dice),
  (input, dice) => insert(input, Buffer.from(dice.pick(words).repeat(dice.between(2, 600))), dice),
  (input, dice) => insert(input, pieceOf(input, dice), dice),
  (input, dice, corpus) => insert(input, pieceOf(Buffer.from(dice.pick(corpus)), dice), dice),
  function replaceDigits(input, dice) {
    const text = input.toString('latin1').replace(/\d+/, () => dice.pick(numbers))
    return Buffer.from(text, 'latin1')
  },
  (input, dice) => (dice.chance(0.2) ? gzipSync(input) : input),
]

function insert(input: Buffer, piece: Buffer, dice: Dice): Buffer {
  const at = dice.below(input.length + 1)
  return Buffer.concat([input.subarray(0, at), piece, input.subarray(at)])
}

function pieceOf(bytes: Buffer, dice: Dice): Buffer {
  const from = dice.below(bytes.length + 1)
  return bytes.subarray(from, from + dice.between(1, 64))
}

const numbers = ['0', '-1', '1e999', '-0', '9007199254740993', '4294967296', '65536', '1.5', '00', '1e-400']

const words = [
  ...[
    '[',
    ']',
    '{',
    '}',
    '"',
    ',',
    ':',
    '\\',
    '\\u',
    '\\ud800',
    '"__proto__":',
    '"constructor":',
    'null',
    '[],',
    '{},',
  ],
  ...[
    '"type":',
    '"time":',
    '"seq":',
    '"epoch":',
    '"sensor":',
    '"group":',
    '"event":',
    '"\u2028"',
    '\ufeff',
    'é',
    '😀',
  ],
  ...[
    '\0',
    '\n',
    '\r\n',
    '\r\n\r\n',
    '\t',
    ' ',
    '\u001b[31m',
    '../',
    '%00',
    '.',
    '=',
    '-',
    '&a',
    '*a',
    '!!',
    '<<: *a',
    '? ',
    '| ',
  ],
  ...[
    'Content-Length: ',
    'Transfer-Encoding: chunked\r\n',
    'Expect: 100-continue\r\n',
    'Upgrade: h2c\r\n',
    '0\r\n\r\n',
    'PROXY ',
  ],
  ...['\x1f\x8b\x08', '\xff\xff', '\x00\x00\x00\x00', 'true', '1e999', ...numbers],
]
