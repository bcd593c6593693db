import { rm } from 'node:fs/promises'
import { importEvents } from '@weaklayer/review'
import { median, type Row } from '../report.ts'
import { readAll } from './files-below.ts'

interface Ingestion {
  /** Where the store of the last round stays. */
  directory: string
  events: number
  rounds: number
}

/** How quickly event files get into a durable store. They are in memory, as those that a gateway has just written. */
export async function ingestionRows(files: string, { directory, events, rounds }: Ingestion): Promise<Row[]> {
  const seconds: number[] = []
  const microseconds: number[] = []
  for (let round = 0; round < rounds; round++) {
    await rm(directory, { recursive: true, force: true })
    await readAll(files)
    const [beganMs, before] = [performance.now(), process.cpuUsage()]
    await importEvents(files, directory)
    const { user, system } = process.cpuUsage(before)
    seconds.push((performance.now() - beganMs) / 1000)
    microseconds.push((user + system) / events)
  }
  return [
    {
      name: 'ingestion',
      value: Math.round(events / median(seconds)),
      unit: 'events/s',
      least: 200_000,
    },
    { name: 'ingestion, processor time of an event', value: median(microseconds), unit: 'µs' },
  ]
}
