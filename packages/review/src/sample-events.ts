import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { StoredEvent } from '@weaklayer/wire'

/** Made-up events and directories for the tests of this package. */
export const sampleGroup = '5b0a4a52-3c6b-4d7e-9a55-0f6a3b1c2d3e'
export const sampleSensor = '3f2a9c1b-0000-8000-8000-000000000001'
export const sampleEpoch = '00000000000000aa'
export const sampleTimeUs = 1_763_760_000_000_000

export function sampleEvent(seq: number, fields: Record<string, unknown> = {}): StoredEvent {
  return {
    type: 'WindowLocation',
    time: sampleTimeUs + seq,
    epoch: sampleEpoch,
    seq,
    protocol: 'https:',
    hostname: 'www.example.com',
    path: `/page/${seq}`,
    search: '',
    hash: '',
    windowReference: sampleTimeUs,
    sensor: sampleSensor,
    group: sampleGroup,
    received: sampleTimeUs + 1_000_000 + seq,
    ...fields,
  }
}

/** The first Status of an epoch. */
export function sampleStart(fields: Record<string, unknown> = {}): StoredEvent {
  const status = { nextSeq: 2, queued: 0, queuedBytes: 0, oldestAgeMs: 0, version: '1', policyState: 'ok' }
  const { time, epoch, seq, sensor, group, received } = sampleEvent(1)
  return { type: 'Status', time, epoch, seq, sensor, group, received, ...status, ...fields }
}

export function lines(events: readonly unknown[]): string {
  return events.map(event => `${JSON.stringify(event)}\n`).join('')
}

/** A directory that goes away after the test; `files` are paths with their content. */
export async function sampleDirectory(files: Record<string, string> = {}) {
  const path = await mkdtemp(join(tmpdir(), 'weaklayer-review-'))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true })
    await writeFile(join(path, name), content)
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
