import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkEvent, inRanges, type SensorReport } from '@weaklayer/wire'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { readEventFiles } from '../read-event-files.ts'
import { sampleDirectory } from '../sample-events.ts'
import { verifyEvents } from '../verify-events.ts'
import { totalsOf } from '../verify-totals.ts'
import { generateEvents } from './generate-events.ts'
import { type GenerateOptions, planGeneration } from './generation-plan.ts'
import type { GeneratedFault } from './surroundings.ts'

// Much is read and written here, and perhaps everything else of the machine runs at the same time.
vi.setConfig({ testTimeout: 120_000 })

function generate(directory: string, options: GenerateOptions) {
  const faults: GeneratedFault[] = []
  const planned = planGeneration(options)
  if (planned.status === 'impossible') throw new Error(planned.why)
  const truth = generateEvents(directory, planned.plan, { onFault: fault => faults.push(fault) })
  return { truth, faults }
}

const some = { missing: 3, doubled: 4, conflict: 5, dropped: 6, moved: 7 }

const anyOptions = fc.record({
  seed: fc.nat(),
  events: fc.integer({ min: 300, max: 1500 }),
  sensors: fc.integer({ min: 1, max: 12 }),
  groups: fc.integer({ min: 1, max: 3 }),
  epochs: fc.integer({ min: 1, max: 5 }),
  clones: fc.nat(1),
  fileBytes: fc.constantFrom(5000, 50_000, 100_000_000),
  faults: fc.record({
    missing: fc.nat(20),
    doubled: fc.nat(20),
    conflict: fc.nat(20),
    dropped: fc.nat(20),
    moved: fc.nat(20),
  }),
})

/** Whether the report says of an id what happened to its event. */
function isFound(sensors: Map<string, SensorReport>, { kind, sensor: id, epoch: name, seq }: GeneratedFault) {
  const sensor = sensors.get(id)
  const epoch = sensor?.epochs.find(one => one.epoch === name)
  if (kind === 'missing') return inRanges(epoch?.missing ?? [], seq)
  if (kind === 'dropped') return inRanges(epoch?.declared ?? [], seq)
  if (kind === 'conflict') return sensor?.conflicts.includes(`${name}/${seq}`)
  const moved = epoch?.moved.some(({ ranges }) => inRanges(ranges, seq)) === true
  return kind === 'moved' ? moved === (seq % 2 === 1) : !moved
}

test('verify finds exactly the faults that were made, for any seed', async () => {
  const property = fc.asyncProperty(
    anyOptions,
    fc.constantFrom(10_000, 16_777_216),
    async (options, chunkBytes) => {
      await using directory = await sampleDirectory()
      const { truth, faults } = generate(directory.path, options)
      const report = await verifyEvents(directory.path, { threads: 0, chunkBytes })
      const { events, epochs, missing, doubled, conflicts, declared, moved, clones } = truth
      expect(report).toMatchObject({ events, unreadable: { count: 0 }, deadLetters: 0 })
      expect(totalsOf(report.sensors)).toMatchObject({
        epochs,
        missing,
        doubled,
        conflicts,
        declared,
        moved,
        clones,
      })
      expect(totalsOf(report.sensors)).toMatchObject({ waiting: 0, lost: 0, missingEpochs: 0 })
      expect(report.complete).toBe(missing + conflicts + clones === 0)
      const ordered = options.faults
      expect({ missing, conflicts, declared }).toEqual({
        missing: ordered.missing,
        conflicts: ordered.conflict,
        declared: ordered.dropped,
      })
      expect({ clones, copies: doubled + moved }).toEqual({
        clones: options.clones,
        copies: ordered.doubled + ordered.moved,
      })
      expect(doubled).toBeGreaterThanOrEqual(ordered.doubled)
      expect(report.sensors).toHaveLength(truth.sensors)
      const byId = new Map(report.sensors.map(sensor => [sensor.sensor, sensor]))
      expect(faults.filter(fault => isFound(byId, fault) !== true)).toEqual([])
      expect(faults).toHaveLength(Object.values(options.faults).reduce((sum, count) => sum + count, 0))
    },
  )
  await fc.assert(property, { numRuns: 40 })
})

test('the same seed gives the same files, another seed others', async () => {
  const contents = async (seed: number) => {
    await using directory = await sampleDirectory()
    generate(directory.path, { events: 2000, sensors: 7, groups: 2, faults: some, seed })
    return readdirSync(directory.path, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => `${entry.name} ${readFileSync(join(entry.parentPath, entry.name), 'utf8')}`)
      .sort()
  }
  expect(await contents(5)).toEqual(await contents(5))
  expect(await contents(5)).not.toEqual(await contents(6))
})

test('what is generated are events of the types that sensors record, valid and of their usual size', async () => {
  await using directory = await sampleDirectory()
  const { truth } = generate(directory.path, { events: 3000, faults: some })
  const types = new Map<string, number>()
  let bytes = 0
  for await (const entry of readEventFiles(directory.path)) {
    if (entry.status === 'unreadable') throw new Error(entry.message)
    expect(checkEvent(entry.event)).toMatchObject({ status: 'valid' })
    types.set(entry.event.type, (types.get(entry.event.type) ?? 0) + 1)
    bytes += JSON.stringify(entry.event).length
  }
  const known = ['Dropped', 'Install', 'Status', 'TextInput', 'Window', 'WindowLocation']
  expect([...types.keys()].sort()).toEqual(known)
  expect(bytes / truth.events).toBeGreaterThan(250)
  expect(bytes / truth.events).toBeLessThan(500)
})

test('files are named by start and end, finished, and of the size that is asked for', async () => {
  await using directory = await sampleDirectory()
  generate(directory.path, { events: 5000, groups: 2, fileBytes: 200_000 })
  const files = readdirSync(directory.path, { recursive: true, withFileTypes: true }).filter(one =>
    one.isFile(),
  )
  expect(files.length).toBeGreaterThan(6)
  for (const { name } of files) expect(name).toMatch(/^\d{16}-\d{16}\.ndjson$/)
})

test.each([
  [
    'more faults than events',
    { events: 100, sensors: 1, faults: { missing: 99 } },
    /^only \d+ of these events/,
  ],
  ['more sensors than events', { events: 5, sensors: 6 }, '6 sensors need at least one event each'],
  ['more copies than sensors', { events: 50, sensors: 2, clones: 3 }, 'of 2 sensors 3 cannot be copied'],
])('%s are refused', (_, options, why) => {
  expect(planGeneration(options)).toEqual({ status: 'impossible', why: expect.stringMatching(why) })
})
