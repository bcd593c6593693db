import { globSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { makeInstallKey, makeVerifier } from '@weaklayer/wire'
import { expect, test, vi } from 'vitest'
import { type SpawnedGateway, spawnGateway } from '../testing/spawn-gateway.ts'
import {
  eventsOf,
  linesOf,
  post,
  sendEvents,
  temporaryDirectory,
  testConfig,
} from '../testing/test-gateway.ts'

// Real processes, some below strace: on a busy machine they take their time.
vi.setConfig({ testTimeout: 120_000 })

const groups = 300
const openFiles = 160
const connections = 40
/** Keys that nobody used before count as failures while they are checked; these are 300 from one address. */
const rates = { failedInstallsPerMinute: groups }

/** Event files that the gateway has open now. */
function openEventFiles({ pid }: SpawnedGateway): number {
  const links = readdirSync(`/proc/${pid}/fd`).map(fd => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`)
    } catch {
      return ''
    }
  })
  return links.filter(link => link.endsWith('.ndjson')).length
}

/** Runs for each item, a bounded number at once. */
async function forEach<Item>(items: readonly Item[], run: (item: Item) => Promise<void>): Promise<void> {
  const rest = [...items]
  const work = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await run(item)
  }
  await Promise.all(Array.from({ length: connections }, work))
}

test('300 groups write at once with few open files: everything is acknowledged, stored, and no handle leaks', async () => {
  const base = await temporaryDirectory()
  const directory = join(base, 'events')
  const keys = await Promise.all(Array.from({ length: groups }, () => makeInstallKey()))
  const [key] = keys
  if (key === undefined) throw new Error('no key')
  const verifiers = await Promise.all(keys.map(one => makeVerifier(one)))
  const gateway = await spawnGateway(await testConfig({ directory, key, verifiers, rates }), base, {
    openFiles,
  })

  const senders: { token: string; group: string }[] = []
  await forEach(keys, async one => {
    const answer = await post(`${gateway.url}/install`, { body: JSON.stringify({ key: one, label: 'x' }) })
    if (answer.status !== 200) throw new Error(answer.text + gateway.stderr())
    senders.push({ token: String(answer.body.token), group: one.group })
  })
  let mostOpen = 0
  const batches = senders.flatMap(sender => [1, 3, 5].map(seq => ({ ...sender, seqs: [seq, seq + 1] })))
  const statuses = new Set<number>()
  await forEach(
    batches.sort((left, right) => (left.seqs[0] ?? 0) - (right.seqs[0] ?? 0)),
    async ({ token, seqs }) => {
      statuses.add((await sendEvents(gateway, token, eventsOf(seqs))).status)
      mostOpen = Math.max(mostOpen, openEventFiles(gateway))
    },
  )
  expect([...statuses]).toEqual([200])
  expect(mostOpen).toBeGreaterThan(0)
  expect(mostOpen).toBeLessThanOrEqual(openFiles / 4 + 4)

  gateway.kill('SIGTERM')
  expect(await gateway.ended).toBe(0)
  expect(globSync('*/.*.ndjson', { cwd: directory })).toEqual([])
  expect(globSync('*/*.ndjson', { cwd: directory })).toHaveLength(groups)
  const stored = linesOf(directory).filter(line => line.type === 'Note')
  expect(new Set(stored.map(line => `${line.group}/${line.seq}`)).size).toBe(groups * 6)
  expect(stored).toHaveLength(groups * 6)
})
