import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyEvents } from '@weaklayer/review'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { generatedInput, monthOf, reuseOrganisation } from './generated-input.ts'

vi.setConfig({ testTimeout: 120_000 })

let place = ''
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'weaklayer-bench-test-'))
  vi.stubEnv('WEAKLAYER_BENCH_DATA', place)
})
afterAll(() => rm(place, { recursive: true, force: true }))

test('events are made once for the same options, and are whole', async () => {
  const made = await generatedInput(monthOf(20_000))
  expect(made).toMatchObject({ events: 20_000, reused: false })
  const report = await verifyEvents(made.directory, { threads: 0 })
  expect(report).toMatchObject({ complete: true, events: 20_000 })
  expect(await generatedInput(monthOf(20_000))).toEqual({ ...made, reused: true })
  expect(await generatedInput(monthOf(20_001))).toMatchObject({ reused: false })
  expect((await readdir(place)).filter(name => name.startsWith('unfinished'))).toEqual([])
})

test('the organisation has its truth beside the events, not among them', async () => {
  const options = reuseOrganisation({ events: 40_000, sensors: 13, attacks: 3, benign: 20 })
  const { directory, truth } = await generatedInput(options)
  expect((await readFile(truth, 'utf8')).trimEnd().split('\n')).toHaveLength(23)
  expect(await readdir(directory)).toHaveLength(3)
})
