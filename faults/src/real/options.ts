import { parseArgs } from 'node:util'
import type { Size } from './fault.ts'

export interface Options {
  size: Size
  seed: number
  /** Names of faults, or how they begin; empty means all. */
  only: string[]
  json: boolean
  list: boolean
  sideBySide: number
}

export const usage = `npm run faults -- [--short] [--seed N] [--only NAME,…] [--json] [--list] [--side-by-side N]

  --short      the small numbers that every change is tested with
  --seed N     repeats the choices of an earlier run
  --only NAME  only faults whose names begin so; several with commas
  --json       one JSON object at the end instead of the table
  --list       the names of all faults
  --side-by-side N  that many at a time; 2 if it is left out`

/** @throws Error that says what is wrong with them */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      short: { type: 'boolean', default: false },
      seed: { type: 'string' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      'side-by-side': { type: 'string', default: '2' },
    },
  })
  const seed =
    values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : wholeNumber(values.seed, '--seed')
  return {
    size: values.short ? 'short' : 'long',
    seed,
    only: values.only?.split(',') ?? [],
    json: values.json,
    list: values.list,
    sideBySide: wholeNumber(values['side-by-side'], '--side-by-side'),
  }
}

function wholeNumber(text: string, option: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${option} expects a whole number`)
  return value
}
