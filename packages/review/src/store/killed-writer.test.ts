import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { lines, sampleDirectory, sampleEvent, sampleGroup } from '../sample-events.ts'
import { firstSeen } from '../search/first-seen.ts'
import { histogram } from '../search/histogram.ts'
import { importEvents } from './import-events.ts'
import { compactStore } from './merge-files.ts'
import { openStore } from './open-store.ts'

// `WEAKLAYER_KILL_POINTS=50 npx vitest run packages/review/src/store/killed-writer.test.ts` is the long version.
const points = Number(process.env.WEAKLAYER_KILL_POINTS ?? 6)
vi.setConfig({ testTimeout: 20_000 + points * 10_000 })

const program = fileURLToPath(new URL('killed-writer-for-tests.ts', import.meta.url))
/** Of three event files. Merged they are enough for lists of texts and counts. */
const events = 1200

async function run(source: string, store: string, killAt: number) {
  const child = spawn(process.execPath, [program, source, store, String(killAt)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', chunk => {
    text += String(chunk)
  })
  const [status, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { status, signal, text }
}

async function storedSeqs(directory: string): Promise<number[]> {
  const store = await openStore(directory)
  try {
    const rows = await store.rows<{ seq: number }>('SELECT seq FROM events ORDER BY seq')
    // What is counted is what is stored.
    expect((await histogram(store)).events).toBe(rows.length)
    const seen = await firstSeen(store, { kind: 'host', value: 'www.example.com' })
    expect(seen?.events ?? 0).toBe(rows.length)
    expect(store.faults).toEqual([])
    return rows.map(({ seq }) => seq)
  } finally {
    await store.close()
  }
}

test(`a writer that is killed at ${points} points loses and doubles nothing, and the store opens`, async () => {
  const all = Array.from({ length: events }, (_, index) => index + 1)
  const files = [0, 1, 2].map(at => {
    const some = all.slice((at * events) / 3, ((at + 1) * events) / 3).map(seq => sampleEvent(seq))
    return [`${sampleGroup}/${at + 1}0-${at + 1}5.ndjson`, lines(some)] as const
  })
  await using source = await sampleDirectory(Object.fromEntries(files))
  await using whole = await sampleDirectory()
  const { status, text } = await run(source.path, whole.path, 0)
  expect(status).toBe(0)
  expect(await storedSeqs(whole.path)).toEqual(all)
  const operations = Number(text)
  expect(operations).toBeGreaterThan(100)
  let killed = 0
  for (let point = 0; point < points; point++) {
    const killAt = 1 + Math.floor(((point + 0.5) * operations) / points)
    await using store = await sampleDirectory()
    const { signal } = await run(source.path, store.path, killAt)
    if (signal === 'SIGKILL') killed++
    const before = await storedSeqs(store.path).catch(error => {
      expect(error).toMatchObject({ code: 'STORE_MISSING' })
      return []
    })
    expect(new Set(before).size).toBe(before.length)
    await importEvents(source.path, store.path, { threads: 1 })
    await compactStore(store.path, { threads: 1 })
    expect(await storedSeqs(store.path)).toEqual(all)
  }
  expect(killed).toBe(points)
})
