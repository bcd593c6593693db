import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  findReuse,
  importEvents,
  openStore,
  type ReuseReport,
  type Store,
  type TruthRecord,
} from '@weaklayer/review'
import type { BenchmarkOptions } from '../options.ts'
import { median, type Row } from '../report.ts'
import { generatedInput, removeInput, reuseOrganisation } from './generated-input.ts'
import { naiveReuse } from './naive-reuse.ts'

const shown = 25
const targetSeconds = 2
const usualSeed = '1'

/** Where the question about passwords finds each planted theft, and how fast, beside one SELECT that joins equal hashes. */
export async function benchReuse(options: BenchmarkOptions): Promise<Row[]> {
  const seeds = (options.seed ?? usualSeed).split(',')
  const rows: Row[] = []
  for (const seed of seeds) {
    const ofSeed = await benchSeed(Number(seed), { ...options, keepsInput: seeds.length === 1 })
    rows.push(
      ...ofSeed.map(row => (seeds.length === 1 ? row : { ...row, name: `seed ${seed}: ${row.name}` })),
    )
  }
  return rows
}

/** Inputs of many organisations would fill the disk: those that were not there before do not stay. */
async function benchSeed(seed: number, options: BenchmarkOptions & { keepsInput: boolean }): Promise<Row[]> {
  const events = Number(options.events ?? 5_000_000)
  const sizes = events === 5_000_000 ? {} : { events, sensors: 40, epochs: 20, attacks: 10, benign: 100 }
  const input = await generatedInput(reuseOrganisation({ ...sizes, seed }))
  const directory = await mkdtemp(join(tmpdir(), 'weaklayer-bench-reuse-'))
  try {
    await importEvents(input.directory, directory)
    const store = await openStore(directory)
    const rounds = await playRounds(store, Number(options.rounds ?? 5))
    const all = await findReuse(store, { top: 10_000 })
    const naive = await naiveReuse(store)
    await store.close()
    // Only now: nothing before could have read it.
    return rowsOf(rounds, { all, naive, planted: await plantedIn(input.truth) })
  } finally {
    await rm(directory, { recursive: true, force: true })
    if (!options.keepsInput && !input.reused) await removeInput(input)
  }
}

interface Round {
  seconds: number
  naiveSeconds: number
  report: ReuseReport
}

/** The two sides take turns. */
async function playRounds(store: Store, count: number): Promise<Round[]> {
  const rounds: Round[] = []
  for (let round = 0; round < count; round++) {
    const begin = performance.now()
    const report = await findReuse(store, { top: shown })
    const between = performance.now()
    await naiveReuse(store)
    const end = performance.now()
    rounds.push({ seconds: (between - begin) / 1000, naiveSeconds: (end - between) / 1000, report })
  }
  return rounds
}

async function plantedIn(path: string): Promise<TruthRecord[]> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
  return lines.map(line => JSON.parse(line) as TruthRecord).filter(({ record }) => record === 'attack')
}

interface Ranked {
  all: ReuseReport
  naive: readonly { sensor: string; hostname: string }[]
  planted: readonly TruthRecord[]
}

function rowsOf(rounds: readonly Round[], { all, naive, planted }: Ranked): Row[] {
  const top = rounds[0]?.report.findings ?? []
  const isFound = ({ sensor, host }: TruthRecord) =>
    top.some(finding => finding.sensor === sensor && finding.other.hostname === host)
  const ranks = planted.map(({ sensor, host, kind, traits }) => ({
    name: [kind, ...traits].join(', '),
    rank: rankOf(all.findings, finding => finding.sensor === sensor && finding.other.hostname === host),
    naive: rankOf(naive, pair => pair.sensor === sensor && pair.hostname === host),
  }))
  const row = ({ name, rank, naive: yardstick }: (typeof ranks)[number]): Row => ({
    name: `rank: ${name}`,
    value: rank,
    unit: `of ${all.total}`,
    target: shown,
    yardstick,
  })
  return [
    {
      name: 'the question, median',
      value: median(rounds.map(({ seconds }) => seconds)),
      unit: 's',
      target: targetSeconds,
      yardstick: median(rounds.map(({ naiveSeconds }) => naiveSeconds)),
    },
    {
      name: `planted among the first ${shown}`,
      value: planted.filter(isFound).length,
      unit: `of ${planted.length}`,
      least: planted.length,
      yardstick: ranks.filter(({ naive: rank }) => rank <= shown).length,
    },
    ...ranks.toSorted((one, other) => one.rank - other.rank).map(row),
  ]
}

/** Behind all of them where it is not there. */
function rankOf<Found>(list: readonly Found[], is: (found: Found) => boolean): number {
  const index = list.findIndex(is)
  return index < 0 ? list.length + 1 : index + 1
}
