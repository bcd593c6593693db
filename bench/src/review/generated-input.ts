import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type GenerateOptions, generateEvents, planGeneration, sensorsOf } from '@weaklayer/review'
import { bytesBelow, filesBelow } from './files-below.ts'

/** Event files that benchmarks share. */
export interface GeneratedInput {
  /** As a gateway's filesystem output. */
  directory: string
  /** What was planted, one JSON object a line. Nothing that is measured may read it. */
  truth: string
  events: number
  /** Of the files. */
  bytes: number
  /** Whether it was there from an earlier run. */
  reused: boolean
}

/** A working month of 500 events a day. */
const eventsOfPerson = 10_000

/** As many events as a number of people make in a month, without attacks. */
export function monthOf(events: number): GenerateOptions {
  const sensors = sensorsOf(Math.max(1, Math.round(events / eventsOfPerson)))
  return { events, sensors: Math.min(sensors, events), groups: 3, epochs: 20 }
}

/** The organisation that password reuse is measured with, or one that differs in something. */
export function reuseOrganisation(other: Partial<GenerateOptions> = {}): GenerateOptions {
  return {
    events: 5_000_000,
    sensors: sensorsOf(500),
    groups: 3,
    attacks: 20,
    benign: 2000,
    ...other,
  }
}

/**
 * Makes event files, or takes those of an earlier run that asked for the same and had the same generator.
 * They stay where they are: 10 million events take 3.5 GB. `WEAKLAYER_BENCH_DATA` names another place than the
 * system's folder for temporary files.
 */
export async function generatedInput(options: GenerateOptions): Promise<GeneratedInput> {
  const place = process.env.WEAKLAYER_BENCH_DATA ?? join(tmpdir(), 'weaklayer-bench-data')
  const folder = join(place, await keyOf(options))
  const reused = existsSync(folder)
  if (!reused) await make(folder, place, options)
  const summary = JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8'))
  const { events, bytes } = summary as { events: number; bytes: number }
  return { directory: join(folder, 'events'), truth: join(folder, 'truth.ndjson'), events, bytes, reused }
}

/** Removes event files for good. */
export async function removeInput({ truth }: GeneratedInput): Promise<void> {
  await rm(dirname(truth), { recursive: true, force: true })
}

/** Whatever is not finished has another name. */
async function make(folder: string, place: string, options: GenerateOptions): Promise<void> {
  await mkdir(place, { recursive: true })
  const unfinished = await mkdtemp(join(place, 'unfinished-'))
  try {
    await write(unfinished, options)
    await rename(unfinished, folder)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

async function write(folder: string, options: GenerateOptions): Promise<void> {
  const planned = planGeneration(options)
  if (planned.status === 'impossible') throw new Error(planned.why)
  const truth: string[] = []
  const directory = join(folder, 'events')
  const { events } = generateEvents(directory, planned.plan, {
    onCase: record => truth.push(`${JSON.stringify(record)}\n`),
  })
  await writeFile(join(folder, 'truth.ndjson'), truth.join(''))
  await writeFile(
    join(folder, 'summary.json'),
    JSON.stringify({ events, bytes: await bytesBelow(directory) }),
  )
}

/** Small, but with something of everything that the generator makes. */
const sample: GenerateOptions = { events: 6000, sensors: 10, attacks: 2, benign: 4, laterTypes: true }

/** The options, and what the generator makes now: after a change of it nothing old is taken. */
async function keyOf(options: GenerateOptions): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(options))
  const folder = await mkdtemp(join(tmpdir(), 'weaklayer-bench-sample-'))
  try {
    await write(folder, sample)
    for (const path of await filesBelow(folder)) hash.update(await readFile(path))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return `${options.events}-${hash.digest('hex').slice(0, 16)}`
}
