import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '@weaklayer/review'
import type { BenchmarkOptions } from '../options.ts'
import { median, percentile, type Row } from '../report.ts'
import { askStore, dropFromCache } from './ask-store.ts'
import type { Asked } from './asked.ts'
import { generatedInput, monthOf } from './generated-input.ts'
import { ingestionRows } from './ingestion.ts'
import { liveRows } from './live.ts'
import { manyEvents, type Question, type QuestionFacts, questionFacts, questionsOf } from './questions.ts'
import { gzipBytesAnEvent, storeSize } from './store-size.ts'
import { askFiles } from './yardstick.ts'

const usualEvents = 10_000_000
const usualRounds = 21
const mostColdRounds = 3
const mostImports = 3

/** How quickly a store answers: cold and warm, beside plain DuckDB over the event files; and while events come in. */
export async function benchReview(options: BenchmarkOptions): Promise<Row[]> {
  if (options.only !== undefined && options.only !== 'ingestion')
    throw new Error('no such part; there is: ingestion')
  const events = Number(options.events ?? usualEvents)
  const rounds = Number(options.rounds ?? usualRounds)
  const base = await mkdtemp(join(tmpdir(), 'weaklayer-bench-'))
  try {
    const directory = join(base, 'store')
    say(`generating ${events} events, or taking those of an earlier run`)
    const { directory: files } = await generatedInput(monthOf(events))
    say('importing them')
    const imports = events > manyEvents ? 1 : Math.min(mostImports, rounds)
    const ingestion = await ingestionRows(files, { directory, events, rounds: imports })
    if (options.only !== undefined) return ingestion
    const rows = [
      ...ingestion,
      ...(await sizeRows(files, { directory, events })),
      ...(await questionRows(files, { directory, events, rounds })),
    ]
    say('asking while events come in')
    return [...rows, ...(await liveRows(base, Number(options.seconds ?? 20)))]
  } finally {
    await rm(base, { recursive: true, force: true })
  }
}

interface Measured {
  directory: string
  events: number
}

async function sizeRows(files: string, { directory, events }: Measured): Promise<Row[]> {
  const store = await openStore(directory)
  const { bytes, hashBytes } = await storeSize(store)
  await store.close()
  return [
    {
      name: 'store, bytes an event beside text hashes',
      value: (bytes - hashBytes) / events,
      unit: 'bytes',
      target: 35,
    },
    { name: 'store, bytes of text hashes an event', value: hashBytes / events, unit: 'bytes' },
    { name: 'event files gzipped, an event', value: await gzipBytesAnEvent(files), unit: 'bytes', least: 40 },
  ]
}

async function questionRows(files: string, measured: Measured & { rounds: number }): Promise<Row[]> {
  const { directory, events, rounds } = measured
  const facts = await factsOf(directory)
  const questions = questionsOf(facts, events)
  say(`asking ${questions.length} questions warm`)
  // The first rounds of a process are not warm yet.
  const warm = await askStore({ directory, events, rounds: rounds + 1 }, facts)
  say('and cold')
  const cold = await askCold(questions, measured, facts)
  say(
    events > manyEvents
      ? 'not of the event files: a question would read all of them'
      : 'and of the event files',
  )
  const yardstick = events > manyEvents ? [] : await askFiles(files, questions, facts)
  return [
    ...questions.flatMap((question, place) =>
      rowsOf(question, {
        warm: (warm.times[place] ?? []).slice(1),
        cold: cold[place] ?? [],
        yardstick: yardstick[place],
      }),
    ),
    { name: 'peak memory of who asks', value: warm.peakMiB, unit: 'MiB' },
  ]
}

async function factsOf(directory: string): Promise<QuestionFacts> {
  const store = await openStore(directory)
  const facts = await questionFacts(store)
  await store.close()
  return facts
}

/** Each question in processes of its own, with nothing of the store in memory; opening the store counts. */
async function askCold(
  questions: readonly Question[],
  { directory, events, rounds }: Measured & { rounds: number },
  facts: QuestionFacts,
): Promise<number[][]> {
  const coldRounds = Math.min(mostColdRounds, rounds)
  const times: number[][] = []
  for (const place of questions.keys()) {
    const asked: Asked[] = []
    for (let round = 0; round < coldRounds; round++) {
      await dropFromCache(directory)
      asked.push(await askStore({ directory, events, rounds: 1, only: [place] }, facts))
    }
    times.push(asked.map(one => one.openMs + (one.times[place]?.[0] ?? 0)))
  }
  return times
}

interface Times {
  warm: readonly number[]
  cold: readonly number[]
  yardstick: number | undefined
}

function rowsOf({ name, targetMs }: Question, { warm, cold, yardstick }: Times): Row[] {
  const unit = 'ms'
  return [
    {
      name: `${name}, warm`,
      value: median(warm),
      unit,
      target: targetMs,
      ...(yardstick !== undefined && { yardstick }),
    },
    { name: `${name}, warm p95`, value: percentile(warm, 95), unit },
    { name: `${name}, cold with opening`, value: median(cold), unit, target: targetMs },
  ]
}

function say(what: string): void {
  process.stderr.write(`${what}\n`)
}
