import { parseArgs } from 'node:util'
import type { Size } from './fault.ts'

export interface Options {
  size: Size
  seed: number
  /** Names of faults, or how they begin; empty means all. */
  only: string[]
  json: boolean
  list: boolean
}

export const usage = `npm run faults -- [--short] [--seed N] [--only NAME,…] [--json] [--list]

  --short      the small numbers that every change is tested with
  --seed N     repeats the choices of an earlier run
  --only NAME  only faults whose names begin so; several with commas
  --json       one JSON object at the end instead of the table
  --list       the names of all faults`

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
    },
  })
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error('--seed expects a whole number')
  return {
    size: values.short ? 'short' : 'long',
    seed,
    only: values.only?.split(',') ?? [],
    json: values.json,
    list: values.list,
  }
}
