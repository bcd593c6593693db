import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { loadGatewayConfig, startGateway } from '@weaklayer/gateway'
import { verifyEvents } from '@weaklayer/review'
import { makeInstallKey, makeVerifier, toBase64 } from '@weaklayer/wire'
import { expect, test, vi } from 'vitest'
import { commandPath, type Finished, runCli, runProgram } from './run-cli.ts'
import { lines, sampleDirectory, sampleEvent, sampleEvents, sampleGroup } from './sample-directory.ts'

// Each test starts several processes, some below strace: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 })

/** A line of the dead letter. */
function letter(seq: number, fields: Record<string, unknown> = {}) {
  const { sensor, group, received, ...event } = sampleEvent(seq, fields)
  return { received, sensor, group, code: 'EVENT_INVALID', message: 'was refused', event }
}

const letterFile = `events/dead-letter/${sampleGroup}/10-20.ndjson`
const recordsOf = ({ stdout }: Finished) =>
  stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>)

test('a replay fills the holes of the event files, and what is in both places reads as one', async () => {
  const again = letter(4)
  const { received, sensor, group, event } = again
  await using directory = await sampleDirectory({
    [`events/${sampleGroup}/10-20.ndjson`]: lines([
      ...sampleEvents(1, 2),
      { ...event, sensor, group, received },
      sampleEvent(6),
    ]),
    [letterFile]: lines([letter(3), again, letter(5, { hostname: 7 })]),
  })
  const cwd = directory.path
  const before = await runCli(['verify', 'events', '--json'], { cwd })
  expect(recordsOf(before).at(-1)).toMatchObject({ events: 4, deadLetters: 3, complete: true })

  const trial = await runCli(['replay', 'events', '--dry-run'], { cwd })
  expect(trial).toMatchObject({ status: 1, stderr: '' })
  expect(trial.stdout).toMatch(
    /^2 of 3 dead letters would be stored, 1 stay\n +1 {2}EVENT_INVALID {2}`hostname`/,
  )

  const replayed = await runCli(['replay', 'events', '--json'], { cwd })
  expect(replayed).toMatchObject({ status: 1, stderr: '' })
  expect(recordsOf(replayed)).toMatchObject([
    { record: 'kept', code: 'EVENT_INVALID', count: 1 },
    { record: 'summary', dryRun: false, letters: 3, replayed: 2, kept: 1, unreadable: 0 },
  ])
  const after = await runCli(['verify', 'events', '--json'], { cwd })
  expect(after.status).toBe(0)
  expect(recordsOf(after)[0]).toMatchObject({ record: 'sensor', stored: 5, doubled: 1, conflicts: [] })
  const tail = await runCli(['tail', 'events', '--no-follow', '--json'], { cwd })
  expect(
    recordsOf(tail)
      .map(one => one.seq)
      .sort(),
  ).toEqual([1, 2, 3, 4, 6])
})

async function runningGateway(baseDirectory: string) {
  const config = {
    sensor: {
      api: { host: '127.0.0.1', port: 0 },
      token: { secrets: { current: toBase64(crypto.getRandomValues(new Uint8Array(64))) } },
      install: { verifiers: [await makeVerifier(await makeInstallKey())] },
    },
    admin: { enabled: false },
    outputs: [{ type: 'filesystem', directory: 'events' }],
    log: { level: 'error' },
  }
  const loaded = await loadGatewayConfig({ text: JSON.stringify(config) })
  if (loaded.status === 'invalid') throw new Error(JSON.stringify(loaded.problems))
  return await startGateway(loaded.config, { baseDirectory })
}

test('with the directories of a running gateway it says to stop it', async () => {
  await using directory = await sampleDirectory({ [letterFile]: lines([letter(3)]) })
  const gateway = await runningGateway(directory.path)
  const refused = await runCli(['replay', 'events'], { cwd: directory.path })
  await gateway.close()
  expect(refused).toMatchObject({ status: 1, stdout: '' })
  expect(refused.stderr).toMatch(
    /^weaklayer replay: another gateway writes to [^\n]*Stop it, replay[^\n]*\n$/,
  )
})

test.each([
  ['fdatasync', 1],
  ['unlink,unlinkat,rename,renameat,renameat2', 3],
  ['unlink,unlinkat,rename,renameat,renameat2', 4],
  ['fsync', 2],
])('killed at %s number %i nothing is lost, and a second replay ends it', async (calls, when) => {
  await using directory = await sampleDirectory({
    [`events/${sampleGroup}/10-20.ndjson`]: lines(sampleEvents(1, 2)),
    [letterFile]: lines([letter(3), letter(4, { hostname: 7 }), letter(5)]),
  })
  const cwd = directory.path
  const strace = ['-f', '-qq', '-o', '/dev/null', '-e', `inject=${calls}:signal=SIGKILL:when=${when}`]
  const killed = await runProgram('strace', [...strace, process.execPath, commandPath, 'replay', 'events'], {
    cwd,
    environment: { UV_THREADPOOL_SIZE: '1' },
  })
  expect(killed.signal).toBe('SIGKILL')
  expect(await verifyEvents(join(cwd, 'events'))).toMatchObject({ complete: true })
  const again = await runCli(['replay', 'events', '--json'], { cwd })
  expect(again.stderr).toBe('')
  expect(recordsOf(again).at(-1)).toMatchObject({ kept: 1, unreadable: 0 })
  const after = await verifyEvents(join(cwd, 'events'))
  expect(after.sensors).toMatchObject([{ stored: 4, conflicts: [], complete: true }])
  expect(await readdir(join(cwd, 'events', 'dead-letter', sampleGroup))).toEqual(['10-20.ndjson'])
})
