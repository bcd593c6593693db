import { createGapProof, createReader, type StoredEvent } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { networkError, refusal } from '../delivery/gateway-for-tests.ts'
import { createRig, type Rig, testPolicy } from './rig-for-tests.ts'

async function visit(rig: Rig, name: string): Promise<void> {
  const frame = rig.openFrame()
  frame.report({ kind: 'Window' }, { kind: 'WindowLocation', href: `https://a.example/${name}` })
  await rig.clock.advance(200)
  expect(frame.acked).toEqual([2])
}

/** A profile with events that wait. */
async function originalProfile(): Promise<Rig> {
  const rig = await createRig()
  await rig.flush()
  rig.gateway.script['/events'] = Array.from({ length: 20 }, () => networkError)
  await visit(rig, 'before')
  return rig
}

async function deliver(...rigs: Rig[]): Promise<void> {
  for (const rig of rigs) {
    rig.gateway.script['/events'] = []
    await rig.flush()
    await rig.flush()
    expect(await rig.queue()).toEqual([])
  }
}

function readAll(rig: Rig) {
  const reader = createReader()
  const proof = createGapProof()
  const paths: unknown[] = []
  for (const { sensor, event } of rig.gateway.stored) {
    const stored = { ...event, sensor, group: testPolicy.installKey.group, received: 1 } as StoredEvent
    proof.add(stored)
    const reading = reader.read(stored)
    expect(reading).not.toBe('conflict')
    if (reading === 'new' && event.type === 'WindowLocation') paths.push(event.path)
  }
  return { paths: paths.sort(), reports: proof.report() }
}

const epochOf = async (rig: Rig) => (await rig.view()).record.epoch

test('a profile copied while its browser was off and run twice is one sensor with a fork in its chain', async () => {
  const rig = await originalProfile()
  const before = (await epochOf(rig)) ?? ''
  const copy = await createRig({ copyOf: rig, seed: 2 })
  await rig.restart('browser')
  const epochs = [await epochOf(rig), await epochOf(copy)]
  expect(new Set([before, ...epochs]).size).toBe(3)
  await visit(rig, 'original')
  await visit(copy, 'copy')
  await deliver(copy, rig)

  expect((await copy.view()).sensor).toBe((await rig.view()).sensor)
  const { paths, reports } = readAll(rig)
  expect(paths).toEqual(['/before', '/copy', '/original'])
  expect(reports).toHaveLength(1)
  expect(reports[0]).toMatchObject({
    complete: false,
    conflicts: [],
    missingEpochs: [],
    clonedFrom: [before],
  })
  expect(reports[0]?.clones).toMatchObject([{ followers: epochs.toSorted() }])
  expect(reports[0]?.epochs.flatMap(epoch => epoch.missing)).toEqual([])
})

test('a profile copied while it runs goes on, and its copy starts an epoch of its own', async () => {
  const rig = await originalProfile()
  const before = (await epochOf(rig)) ?? ''
  const copy = await createRig({ copyOf: rig, seed: 2 })
  await visit(rig, 'original')
  await rig.restart('worker')
  await visit(rig, 'later')
  await visit(copy, 'copy')
  expect(await epochOf(rig)).toBe(before)
  expect(await epochOf(copy)).not.toBe(before)
  await deliver(rig, copy)

  const { paths, reports } = readAll(rig)
  expect(paths).toEqual(['/before', '/copy', '/later', '/original'])
  expect(reports).toMatchObject([{ conflicts: [], missingEpochs: [], clonedFrom: [before] }])
  expect(reports[0]?.epochs.flatMap(epoch => epoch.missing)).toEqual([])
})

test('a machine copied with all that runs in it leaves the epoch at the first conflict, and loses nothing', async () => {
  const rig = await originalProfile()
  const before = (await epochOf(rig)) ?? ''
  const copy = await createRig({ copyOf: rig, seed: 2, running: true })
  expect(await epochOf(copy)).toBe(before)
  await visit(rig, 'original')
  await visit(copy, 'copy')
  await deliver(rig)
  // The gateway remembers the ids of a moment ago.
  rig.gateway.script['/events'] = [refusal('SEQ_CONFLICT')]
  await copy.flush()
  expect(await epochOf(copy)).not.toBe(before)
  await deliver(copy)

  const { paths, reports } = readAll(rig)
  expect(paths).toEqual(['/before', '/copy', '/original'])
  expect(reports).toMatchObject([{ conflicts: [], missingEpochs: [], clonedFrom: [before] }])
  expect(reports[0]?.epochs.flatMap(epoch => epoch.missing)).toEqual([])
})
