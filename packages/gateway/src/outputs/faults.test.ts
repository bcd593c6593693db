import { globSync, readFileSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type GatewayConfig, type InstallKey, makeInstallKey } from '@weaklayer/wire'
import { beforeEach, expect, test, vi } from 'vitest'
import { spawnGateway } from '../testing/spawn-gateway.ts'
import {
  epoch,
  eventsOf,
  linesOf,
  post,
  sendEvents,
  temporaryDirectory,
  testConfig,
} from '../testing/test-gateway.ts'

// Real processes, some below strace: on a busy machine they take their time.
vi.setConfig({ testTimeout: 120_000 })

let base: string
let directory: string
let key: InstallKey
let config: GatewayConfig

beforeEach(async () => {
  base = await temporaryDirectory()
  directory = join(base, 'events')
  key = await makeInstallKey()
  config = await testConfig({ directory, key })
})

const tokenFrom = async (url: string) => {
  const answer = await post(`${url}/install`, { body: JSON.stringify({ key, label: 'x' }) })
  if (answer.status !== 200) throw new Error(answer.text)
  return String(answer.body.token)
}

const seqsOf = (lines: Record<string, unknown>[]) =>
  lines.filter(line => line.epoch === epoch).map(line => Number(line.seq))

/** Sends one batch of ten after the other until the gateway is gone; answers the acknowledged seqs. */
async function sendUntilGone(url: string, token: string, offset: number) {
  const acknowledged: number[] = []
  for (let batch = 0; ; batch++) {
    const seqs = Array.from({ length: 10 }, (_, index) => offset + batch * 10 + index + 1)
    try {
      const answer = await sendEvents({ url }, token, eventsOf(seqs))
      if (answer.status === 200) acknowledged.push(...seqs)
    } catch {
      return acknowledged
    }
  }
}

/** Starts once more, so that left-over files are finished, and stops cleanly. */
async function restart() {
  const again = await spawnGateway(config, base)
  again.kill('SIGTERM')
  expect(await again.ended).toBe(0)
  expect(globSync('*/.*.ndjson', { cwd: directory })).toEqual([])
  return again.stderr()
}

test.each([30, 250])('killed after %i batches everything acknowledged is in whole lines', async killAfter => {
  const gateway = await spawnGateway(config, base)
  const token = await tokenFrom(gateway.url)
  const senders = [0, 1_000_000, 2_000_000, 3_000_000].map(offset =>
    sendUntilGone(gateway.url, token, offset),
  )
  await untilLines(killAfter * 10)
  gateway.kill('SIGKILL')
  const acknowledged = (await Promise.all(senders)).flat()
  await restart()
  const stored = new Set(seqsOf(linesOf(directory)))
  expect(acknowledged.length).toBeGreaterThan(killAfter)
  expect(acknowledged.filter(seq => !stored.has(seq))).toEqual([])
})

async function untilLines(wanted: number) {
  for (let lines = 0; lines < wanted; ) {
    const files = globSync('*/.*.ndjson', { cwd: directory })
    lines = files.reduce(
      (sum, file) => sum + readFileSync(join(directory, file)).filter(byte => byte === 10).length,
      0,
    )
    // Looking costs the machine as much as the gateway's work: not more often than needed.
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

const killedCalls = ['pwritev,pwrite64,writev', 'fdatasync', 'rename,renameat,renameat2', 'fsync'] as const

test.each(killedCalls)('killed by itself in the middle of %s nothing acknowledged is lost', async calls => {
  const small = await testConfig({ directory, key, outputs: [{ type: 'filesystem', directory, size: 4096 }] })
  const gateway = await spawnGateway(small, base, { killAt: `${calls}:when=7` })
  const acknowledged = await tokenFrom(gateway.url).then(token => sendUntilGone(gateway.url, token, 0))
  expect(await gateway.ended).toBe('SIGKILL')
  await restart()
  const stored = new Set(seqsOf(linesOf(directory)))
  expect(acknowledged.length).toBeGreaterThan(0)
  expect(acknowledged.filter(seq => !stored.has(seq))).toEqual([])
})

const failedWrites = [
  ['ENOSPC', 'the disk is full'],
  ['EIO', 'its write failed'],
  ['EDQUOT', 'the disk quota is used up'],
] as const

test.each(failedWrites)(
  'a write that fails with %s gives 503, says so, and leaves no torn line',
  async (error, said) => {
    const gateway = await spawnGateway(config, base, { inject: `pwritev,pwrite64:error=${error}:when=3..4` })
    const token = await tokenFrom(gateway.url)
    const statuses: number[] = []
    for (const seq of [1, 2, 3, 4]) statuses.push((await sendEvents(gateway, token, eventsOf([seq]))).status)
    expect(statuses).toEqual([200, 503, 503, 200])
    expect(gateway.stderr()).toContain(said)
    gateway.kill('SIGKILL')
    await gateway.ended
    await restart()
    expect(seqsOf(linesOf(directory))).toEqual([1, 4])
  },
)

test('a disk that fills up gives 503, keeps what was acknowledged and works again with space', async () => {
  await mkdir(directory)
  const disk = { directory, kilobytes: 128, usedKilobytes: 40 }
  const gateway = await spawnGateway(config, base, { disk })
  const inside = join(`/proc/${gateway.pid}/root`, directory)
  const ballast = join(inside, 'ballast')
  const token = await tokenFrom(gateway.url)
  const acknowledged = await sendUntilFull(gateway, token)
  expect(acknowledged.length).toBeGreaterThan(100)
  expect(gateway.stderr()).toMatch(/the disk is (?:probably )?full/)
  await rm(ballast)
  const seq = 1_000_000
  expect((await sendEvents(gateway, token, eventsOf([seq]))).status).toBe(200)
  expect(seqsOf(linesOf(inside))).toEqual([...acknowledged, seq])
})

test.each([
  [800, false],
  [900, true],
])('a disk of 1 MiB with %i KiB used is warned about at the start: %s', async (usedKilobytes, isWarned) => {
  await mkdir(directory)
  const gateway = await spawnGateway(config, base, { disk: { directory, kilobytes: 1024, usedKilobytes } })
  await tokenFrom(gateway.url)
  gateway.kill('SIGTERM')
  expect(await gateway.ended).toBe(0)
  expect(gateway.stderr().includes('DISK_FILLING')).toBe(isWarned)
})

async function sendUntilFull(gateway: { url: string }, token: string) {
  const acknowledged: number[] = []
  for (let first = 1; ; first += 50) {
    const seqs = Array.from({ length: 50 }, (_, index) => first + index)
    const answer = await sendEvents(gateway, token, eventsOf(seqs))
    if (answer.status !== 200) {
      expect([answer.status, answer.body.code]).toEqual([503, 'OUTPUT_UNAVAILABLE'])
      return acknowledged
    }
    acknowledged.push(...seqs)
  }
}

test.each(['EIO', 'ENOSPC'])(
  'a sync that fails with %s ends the process, and nothing of it was acknowledged',
  async error => {
    const gateway = await spawnGateway(config, base, { inject: `fdatasync:error=${error}:when=2` })
    const token = await tokenFrom(gateway.url)
    const answer = await sendEvents(gateway, token, eventsOf([1])).catch(() => undefined)
    expect(answer?.status ?? 503).toBe(503)
    expect(await gateway.ended).toBe(1)
    expect(gateway.stderr()).toContain('a sync of an event file failed')
  },
)

test.each(['EACCES', 'ENOSPC'])(
  'a folder that cannot be made (%s) gives 503 and works later',
  async error => {
    const earlier = await spawnGateway(config, base)
    const token = await tokenFrom(earlier.url)
    earlier.kill('SIGTERM')
    await earlier.ended
    // The first two are the directories of events and of dead letters, at the start.
    const gateway = await spawnGateway(config, base, { inject: `mkdir:error=${error}:when=3` })
    expect((await sendEvents(gateway, token, eventsOf([1]))).status).toBe(503)
    expect((await sendEvents(gateway, token, eventsOf([1]))).status).toBe(200)
  },
)

test('a rename that fails leaves the file to the next start', async () => {
  const gateway = await spawnGateway(config, base, { inject: 'rename,renameat,renameat2:error=EIO' })
  const token = await tokenFrom(gateway.url)
  expect((await sendEvents(gateway, token, eventsOf([1, 2]))).status).toBe(200)
  gateway.kill('SIGTERM')
  expect(await gateway.ended).toBe(0)
  expect(gateway.stderr()).toContain('an event file keeps its dot name')
  await restart()
  expect(seqsOf(linesOf(directory))).toEqual([1, 2])
})

test('killed while it writes arrays, every file is one JSON array after the next start', async () => {
  const outputs = [{ type: 'filesystem', directory, format: 'array', size: 20_000 }]
  config = await testConfig({ directory, key, outputs })
  const gateway = await spawnGateway(config, base, { killAt: 'fdatasync:when=60' })
  const acknowledged = await tokenFrom(gateway.url).then(token => sendUntilGone(gateway.url, token, 0))
  expect(await gateway.ended).toBe('SIGKILL')
  await restart()
  expect(globSync('*/.*.json', { cwd: directory })).toEqual([])
  const files = globSync('*/*.json', { cwd: directory })
  expect(files.length).toBeGreaterThan(2)
  const events = files.flatMap(
    file => JSON.parse(readFileSync(join(directory, file), 'utf8')) as Record<string, unknown>[],
  )
  const stored = new Set(seqsOf(events))
  expect(acknowledged.length).toBeGreaterThan(100)
  expect(acknowledged.filter(seq => !stored.has(seq))).toEqual([])
})

test('a stop by SIGTERM finishes requests, names files and exits with 0', async () => {
  const gateway = await spawnGateway(config, base)
  const token = await tokenFrom(gateway.url)
  const acknowledging = sendUntilGone(gateway.url, token, 0)
  await untilLines(50)
  gateway.kill('SIGTERM')
  expect(await gateway.ended).toBe(0)
  const acknowledged = await acknowledging
  expect(globSync('*/.*.ndjson', { cwd: directory })).toEqual([])
  const stored = new Set(seqsOf(linesOf(directory)))
  expect(acknowledged.filter(seq => !stored.has(seq))).toEqual([])
})
