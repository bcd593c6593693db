import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Event files and directories for the tests of the commands. */
export const sampleGroup = '5b0a4a52-3c6b-4d7e-9a55-0f6a3b1c2d3e'
export const sampleSensor = '3f2a9c1b-0000-8000-8000-000000000001'
const epoch = '00000000000000aa'

/** The first event is the Status that starts the epoch; the others are addresses. */
export function sampleEvent(seq: number, fields: Record<string, unknown> = {}): Record<string, unknown> {
  const time = Date.now() * 1000 + seq
  const status = {
    type: 'Status',
    nextSeq: 2,
    queued: 0,
    queuedBytes: 0,
    oldestAgeMs: 0,
    version: '1',
    policyState: 'ok',
  }
  const location = {
    type: 'WindowLocation',
    protocol: 'https:',
    hostname: 'www.example.com',
    path: `/page/${seq}/`,
    search: '',
    hash: '',
    windowReference: 1,
  }
  const own = { time, epoch, seq, sensor: sampleSensor, group: sampleGroup, received: time + 1000 }
  return { ...(seq === 1 ? status : location), ...own, ...fields }
}

export function sampleEvents(from: number, to: number): Record<string, unknown>[] {
  return Array.from({ length: to - from + 1 }, (_, index) => sampleEvent(from + index))
}

export function lines(events: readonly unknown[]): string {
  return events.map(event => `${JSON.stringify(event)}\n`).join('')
}

/** A directory that goes away after the test; `files` are paths with their content. */
export async function sampleDirectory(files: Record<string, string> = {}) {
  const path = await mkdtemp(join(tmpdir(), 'weaklayer-cli-'))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true })
    await writeFile(join(path, name), content)
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
