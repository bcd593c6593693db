import { createFaultLottery } from './fault-lottery.ts'
import { type GeneratedCounts, type GeneratedFault, generatedSensor } from './generated-sensor.ts'
import type { GenerationPlan } from './generation-plan.ts'
import { createGroupFiles, type GroupFiles } from './group-files.ts'

/** What was written, and what of it `verify` has to find. */
export interface GeneratedTruth extends GeneratedCounts {
  seed: number
  sensors: number
  groups: number
  /** Lines written. */
  events: number
}

export interface GenerateObserver {
  /** Called for each event that meets with a fault. */
  onFault?: (fault: GeneratedFault) => void
  /** Called now and then with the number of lines so far. */
  onProgress?: (events: number) => void
}

interface Stream {
  lines: Generator<string>
  /** What the gateway adds, up to the time of receipt. */
  owner: string
  files: GroupFiles
}

/** Some time in 2026. */
const startUs = 1_790_000_000_000_000
const mostInBatch = 100
/** Between two batches, whoever sends them. */
const batchEveryUs = 20_000
const progressEvery = 250_000

/** Writes event files as a gateway does: sensors take turns, each with a batch of the events that it has. */
export function generateEvents(
  directory: string,
  plan: GenerationPlan,
  observer: GenerateObserver = {},
): GeneratedTruth {
  const { random, seed } = plan
  const counts = { epochs: 0, missing: 0, doubled: 0, conflicts: 0, declared: 0, moved: 0, clones: 0 }
  let receivedUs = startUs
  let events = 0
  const lottery = createFaultLottery(plan.faults, plan.eligible, random)
  const around = { random, lottery, counts, nowUs: () => receivedUs, onFault: observer.onFault }
  const files = new Map(plan.groups.map(group => [group, createGroupFiles(directory, group, plan.fileBytes)]))
  let streams = plan.sensors.map(
    (one): Stream => ({
      lines: generatedSensor(one, around),
      owner: `,"sensor":"${one.sensor}","group":"${one.group}","received":`,
      files: files.get(one.group) as GroupFiles,
    }),
  )
  while (streams.length > 0) {
    streams = streams.filter(stream => {
      receivedUs += 1 + random.below(batchEveryUs)
      const sent = sendBatch(stream, 1 + random.below(mostInBatch), receivedUs)
      const before = Math.floor(events / progressEvery)
      events += sent.lines
      if (Math.floor(events / progressEvery) > before) observer.onProgress?.(events)
      return !sent.done
    })
  }
  for (const one of files.values()) one.close()
  return { seed, sensors: plan.sensors.length, groups: plan.groups.length, events, ...counts }
}

function sendBatch({ lines, owner, files }: Stream, most: number, receivedUs: number) {
  const end = `${owner}${receivedUs}}`
  for (let count = 0; count < most; count++) {
    const { value, done } = lines.next()
    if (done) return { lines: count, done: true }
    files.line(value + end, receivedUs)
  }
  return { lines: most, done: false }
}
