import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { checkEvent, type StoredEvent } from '@weaklayer/wire'
import { getDomain } from 'tldts'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { readEventFiles } from '../read-event-files.ts'
import { sampleDirectory } from '../sample-events.ts'
import { verifyEvents } from '../verify-events.ts'
import type { TruthRecord } from './cases/truth.ts'
import { generateEvents } from './generate-events.ts'
import { type GenerateOptions, planGeneration } from './generation-plan.ts'
import { sensorsOf } from './organisation/person.ts'

// Much is read and written here, and perhaps everything else of the machine runs at the same time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const people = 60
const company: GenerateOptions = {
  events: 110_000,
  sensors: sensorsOf(people),
  attacks: 20,
  epochs: 6,
  benign: 144,
  seed: 3,
}

function generate(directory: string, options: GenerateOptions): TruthRecord[] {
  const planned = planGeneration(options)
  if (planned.status === 'impossible') throw new Error(planned.why)
  const truth: TruthRecord[] = []
  generateEvents(directory, planned.plan, { onCase: record => truth.push(record) })
  return truth
}

async function eventsIn(directory: string): Promise<StoredEvent[]> {
  const events: StoredEvent[] = []
  for await (const entry of readEventFiles(directory)) {
    if (entry.status === 'unreadable') throw new Error(entry.message)
    events.push(entry.event)
  }
  return events
}

function filesIn(directory: string): { name: string; content: Buffer }[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => ({ name: entry.name, content: readFileSync(join(entry.parentPath, entry.name)) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}

const domainOf = (host: string) => getDomain(host) ?? host

describe('an organisation', () => {
  let events: StoredEvent[] = []
  let truth: TruthRecord[] = []
  let complete = false
  let zippedBytes = 0
  const locations = new Map<string, string>()
  let typed: StoredEvent[] = []
  const hostOf = (event: StoredEvent) => locations.get(`${event.sensor} ${event.windowLocationReference}`)

  beforeAll(async () => {
    await using directory = await sampleDirectory()
    truth = generate(directory.path, company)
    events = await eventsIn(directory.path)
    typed = events.filter(({ type }) => type === 'TextInput')
    complete = (await verifyEvents(directory.path, { threads: 0 })).complete
    zippedBytes = filesIn(directory.path).reduce((sum, { content }) => sum + gzipSync(content).length, 0)
    for (const event of events)
      if (event.type === 'WindowLocation')
        locations.set(`${event.sensor} ${event.time}`, String(event.hostname))
  })

  test('is of valid events, as many as were asked for, and nothing is missing', () => {
    expect(events).toHaveLength(company.events)
    expect(complete).toBe(true)
    const odd = events.filter(event => checkEvent(event).status !== 'valid')
    expect(odd).toEqual([])
    expect(new Set(events.map(event => `${event.sensor} ${event.type} ${event.time}`)).size).toBe(
      events.length,
    )
  })

  test('refers only to windows and addresses that are there', () => {
    const windows = new Set(
      events.filter(({ type }) => type === 'Window').map(({ sensor, time }) => `${sensor} ${time}`),
    )
    const lost = events.filter(
      event =>
        (event.windowReference !== undefined && !windows.has(`${event.sensor} ${event.windowReference}`)) ||
        (event.windowLocationReference !== undefined && hostOf(event) === undefined),
    )
    expect(lost).toEqual([])
    expect(typed.length).toBeGreaterThan(events.length / 8)
  })

  test('compresses like events of real life', () => {
    expect(zippedBytes / events.length).toBeGreaterThan(40)
    expect(zippedBytes / events.length).toBeLessThan(80)
  })

  test('has the planned cases, each typed where the truth says', () => {
    const count = (record: string) => truth.filter(one => one.record === record).length
    expect({ attacks: count('attack'), benign: count('benign') }).toEqual({ attacks: 20, benign: 144 })
    const byId = new Map(events.map(event => [`${event.sensor} ${event.epoch} ${event.seq}`, event]))
    for (const { sensor, textHash, host, entries } of truth)
      for (const { epoch, seq, time } of entries) {
        const event = byId.get(`${sensor} ${epoch} ${seq}`)
        expect(event).toMatchObject({ type: 'TextInput', textHash, time })
        expect(hostOf(event as StoredEvent)).toBe(host)
      }
  })

  test('has each text of a case at the first host before', () => {
    const firstAt = new Map<string, number>()
    for (const event of typed) {
      const key = `${event.sensor} ${event.textHash} ${hostOf(event)}`
      firstAt.set(key, Math.min(firstAt.get(key) ?? Number.POSITIVE_INFINITY, event.time))
    }
    const early = truth.filter(
      ({ sensor, textHash, firstHost, entries }) =>
        !(
          (firstAt.get(`${sensor} ${textHash} ${firstHost}`) ?? Number.POSITIVE_INFINITY) <
          (entries[0]?.time ?? 0)
        ),
    )
    expect(early).toEqual([])
  })

  test('spreads attacks over people and days, in every way', () => {
    const attacks = truth.filter(({ record }) => record === 'attack')
    expect(new Set(attacks.map(({ sensor }) => sensor)).size).toBe(attacks.length)
    expect(new Set(attacks.map(({ kind }) => kind)).size).toBe(7)
    const days = new Set(attacks.map(({ entries }) => Math.floor((entries[0]?.time ?? 0) / 86_400_000_000)))
    expect(days.size).toBeGreaterThan(4)
    const traits = new Set(attacks.flatMap(one => one.traits))
    for (const trait of ['night', 'twice', 'look-alike', 'corrected', 'campaign'])
      expect(traits).toContain(trait)
  })

  test('has at least 30 % of people who use a password at two sites or more', () => {
    const sites = new Map<string, Set<string>>()
    for (const event of typed) {
      if (event.inputType !== 'password') continue
      const key = `${event.sensor} ${event.textHash}`
      sites.set(key, (sites.get(key) ?? new Set()).add(domainOf(hostOf(event) ?? '')))
    }
    const reuse = new Set([...sites].filter(([, hosts]) => hosts.size > 1).map(([key]) => key.split(' ')[0]))
    expect(reuse.size / sensorsOf(people)).toBeGreaterThan(0.3)
  })

  test('hashes a text the same way at one sensor, and in another way at any other', () => {
    const sensors = new Map<string, Set<string>>()
    for (const { textHash, sensor } of typed)
      sensors.set(String(textHash), (sensors.get(String(textHash)) ?? new Set()).add(sensor))
    expect(sensors.size).toBeLessThan(typed.length * 0.9)
    expect([...sensors.values()].filter(({ size }) => size > 1)).toEqual([])
  })

  test('visits few hosts often and most hardly ever', () => {
    const visits = new Map<string, number>()
    for (const host of locations.values()) visits.set(host, (visits.get(host) ?? 0) + 1)
    const counts = [...visits.values()].sort((one, other) => other - one)
    const top = counts.slice(0, 40).reduce((sum, count) => sum + count, 0)
    expect(top / locations.size).toBeGreaterThan(0.4)
    expect(counts.filter(count => count <= 4).length / counts.length).toBeGreaterThan(0.4)
  })

  test('works on weekdays, in many time zones, and says who sits there', () => {
    const weekdays = new Set(events.map(({ time }) => new Date(time / 1000).getUTCDay()))
    expect(weekdays.size).toBeGreaterThan(4)
    const hours = new Set(events.map(({ received }) => new Date(received / 1000).getUTCHours()))
    expect(hours.size).toBeGreaterThan(15)
    const statuses = events.filter(({ type }) => type === 'Status')
    expect(new Set(statuses.map(({ user }) => user)).size).toBe(people)
    expect(new Set(statuses.map(({ device }) => device)).size).toBe(sensorsOf(people))
    expect(events.filter(({ type }) => type === 'Install')).toHaveLength(sensorsOf(people))
  })
})

test('the same seed gives the same events and the same truth', async () => {
  const made = async (seed: number) => {
    await using directory = await sampleDirectory()
    const truth = generate(directory.path, { ...company, events: 60_000, attacks: 4, benign: 30, seed })
    return {
      truth,
      files: filesIn(directory.path).map(({ name, content }) => `${name} ${content.toString()}`),
    }
  }
  const [one, again, other] = [await made(5), await made(5), await made(6)]
  expect(again).toEqual(one)
  expect(other.files).not.toEqual(one.files)
})

test('later types come only when they are asked for', async () => {
  await using directory = await sampleDirectory()
  generate(directory.path, { events: 20_000, sensors: 10, laterTypes: true })
  const types = new Set((await eventsIn(directory.path)).map(({ type }) => type))
  expect([...types].sort()).toEqual([
    'Download',
    'Install',
    'Navigation',
    'PopupOpen',
    'Status',
    'TextInput',
    'Window',
    'WindowLocation',
  ])
})

test('the first generation has arrays of events without place or receipt, exact lengths, and first characters', async () => {
  await using directory = await sampleDirectory()
  const truth = generate(directory.path, {
    ...company,
    events: 60_000,
    attacks: 4,
    benign: 30,
    firstGeneration: true,
  })
  const events = await eventsIn(directory.path)
  expect(events).toHaveLength(60_000)
  for (const { name } of filesIn(directory.path)) expect(name).toMatch(/^\d{16}-\d{16}\.json$/)
  const [file] = filesIn(directory.path)
  const stored = JSON.parse(file?.content.toString() ?? '') as object[]
  const fields = new Set(stored.flatMap(event => Object.keys(event)))
  for (const field of ['epoch', 'seq', 'hashKeyId', 'tab', 'received']) expect(fields).not.toContain(field)
  const typed = events.filter(({ type }) => type === 'TextInput')
  expect(typed.filter(({ textLength }) => textLength === 1).length).toBeGreaterThan(typed.length / 3)
  expect(typed.some(({ textLength }) => textLength === 11)).toBe(true)
  const byTime = new Map(typed.map(event => [`${event.sensor} ${event.time}`, event]))
  for (const { sensor, textHash, entries } of truth)
    for (const { time } of entries) expect(byTime.get(`${sensor} ${time}`)).toMatchObject({ textHash })
})

test.each([
  [
    'more attacks than sensors',
    { events: 90_000, sensors: 3, attacks: 4 },
    /^4 attacks need as many sensors/,
  ],
  [
    'cases without room',
    { events: 3000, sensors: 10, benign: 40 },
    /^with \d+ cases a sensor needs \d+ events/,
  ],
  [
    'reuse without anybody',
    { events: 9000, sensors: 3, benign: 1, reusePercent: 0 },
    /^nobody reuses passwords/,
  ],
  [
    'faults in the first generation',
    { events: 900, firstGeneration: true, clones: 1 },
    /^the first generation has/,
  ],
])('%s are refused', (_, options, why) => {
  expect(planGeneration(options)).toEqual({ status: 'impossible', why: expect.stringMatching(why) })
})
