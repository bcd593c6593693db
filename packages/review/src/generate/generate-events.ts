import { caseRecords, type TruthRecord } from './cases/truth.ts'
import { createFaultLottery } from './fault-lottery.ts'
import { type GeneratedSensor, generatedSensor } from './generated-sensor.ts'
import type { GenerationPlan } from './generation-plan.ts'
import { createGroupFiles, type GroupFiles } from './group-files.ts'
import type { SeededRandom } from './seeded-random.ts'
import { createSendQueue } from './send-queue.ts'
import type { GeneratedCounts, GeneratedFault } from './surroundings.ts'

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
  /** Called at the end for each attack and each benign case. Never write them beside the events. */
  onCase?: (record: TruthRecord) => void
}

interface Stream {
  sensor: GeneratedSensor
  /** The line that comes next, with nothing of the gateway. */
  line: string
  /** When the batch that it is in arrives. */
  dueUs: number
  /** What the gateway adds, up to the time of receipt. */
  owner: string
  files: GroupFiles
}

const mostInBatch = 500
const batchEveryUs = 10_000_000
/** One of so many batches waits, because the machine is offline. */
const offlineEvery = 400
const longestOfflineUs = 4 * 3_600_000_000
const progressEvery = 100_000

/** Writes event files as a gateway does: each sensor sends what it has about every ten seconds. */
export function generateEvents(
  directory: string,
  plan: GenerationPlan,
  observer: GenerateObserver = {},
): GeneratedTruth {
  const { random, seed, firstGeneration, fileBytes } = plan
  const counts = { epochs: 0, missing: 0, doubled: 0, conflicts: 0, declared: 0, moved: 0, clones: 0 }
  const format = firstGeneration ? 'array' : 'lines'
  const files = new Map(
    plan.groups.map(group => [group, createGroupFiles({ directory, group, fileBytes, format })]),
  )
  const queue = createSendQueue<Stream>()
  for (const stream of streamsOf(plan, { counts, observer, files })) queue.add(stream)
  let receivedUs = 0
  let events = 0
  for (let stream = queue.take(); stream !== undefined; stream = queue.take()) {
    receivedUs = Math.max(receivedUs + 1, stream.dueUs)
    const { lines, done } = sendBatch(stream, receivedUs, firstGeneration)
    if (Math.floor((events + lines) / progressEvery) > Math.floor(events / progressEvery))
      observer.onProgress?.(events + lines)
    events += lines
    if (done) continue
    stream.dueUs = dueAfter(stream.sensor.timeUs, random)
    queue.add(stream)
  }
  for (const one of files.values()) one.close()
  for (const record of caseRecords(plan)) observer.onCase?.(record)
  return { seed, sensors: plan.sensors.length, groups: plan.groups.length, events, ...counts }
}

interface Shared {
  counts: GeneratedCounts
  observer: GenerateObserver
  files: Map<string, GroupFiles>
}

function* streamsOf(plan: GenerationPlan, { counts, observer, files }: Shared): Generator<Stream> {
  const { organisation, startUs, laterTypes, firstGeneration } = plan
  const lottery = createFaultLottery(plan.faults, plan.eligible, plan.random)
  const around = {
    organisation,
    lottery,
    counts,
    startUs,
    laterTypes,
    firstGeneration,
    onFault: observer.onFault,
  }
  for (const one of plan.sensors) {
    const sensor = generatedSensor(one, around)
    const { value, done } = sensor.lines.next()
    if (done) continue
    const received = firstGeneration ? '' : ',"received":'
    yield {
      sensor,
      line: value,
      dueUs: sensor.timeUs,
      owner: `,"sensor":"${one.sensor}","group":"${one.group}"${received}`,
      files: files.get(one.group) as GroupFiles,
    }
  }
}

function dueAfter(timeUs: number, random: SeededRandom): number {
  const offlineUs = random.below(offlineEvery) === 0 ? random.below(longestOfflineUs) : 0
  return timeUs + random.below(batchEveryUs) + 100_000 + offlineUs
}

/** Sends what a sensor has recorded until then; the first Weaklayer did not note when it came. */
function sendBatch(stream: Stream, receivedUs: number, firstGeneration: boolean) {
  const end = firstGeneration ? `${stream.owner}}` : `${stream.owner}${receivedUs}}`
  for (let lines = 1; ; lines++) {
    stream.files.line(stream.line + end, receivedUs)
    const { value, done } = stream.sensor.lines.next()
    if (done) return { lines, done: true }
    stream.line = value
    if (lines === mostInBatch || stream.sensor.timeUs > stream.dueUs) return { lines, done: false }
  }
}
