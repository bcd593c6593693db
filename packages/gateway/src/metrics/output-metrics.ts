import { Counter, Gauge } from 'prom-client'
import type { OutputCounters } from '../outputs/stored-output.ts'
import type { Metrics } from './gateway-metrics.ts'

type Counters = () => readonly Readonly<OutputCounters>[]

interface Total {
  name: string
  help: string
  value: (counters: Readonly<OutputCounters>) => number
}

const totals: readonly Total[] = [
  { name: 'events', help: 'Events that it holds.', value: one => one.storedEvents },
  { name: 'bytes', help: 'Bytes that it holds.', value: one => one.storedBytes },
  { name: 'failed_writes', help: 'Batches that it could not hold.', value: one => one.failedWrites },
  {
    name: 'dropped_events',
    help: 'Acknowledged events that it gave up: best effort only.',
    value: one => one.droppedEvents,
  },
  {
    name: 'deleted_files',
    help: 'Finished files that its retention deleted.',
    value: one => one.deletedFiles,
  },
]

interface State {
  name: string
  help: string
  /** Of several processes. */
  together: 'sum' | 'min' | 'max'
  /** Undefined where the output has no such state. */
  value: (counters: Readonly<OutputCounters>) => number | undefined
}

const states: readonly State[] = [
  {
    name: 'output_failing',
    help: '1 while all its writes fail.',
    together: 'max',
    value: one => (one.failing ? 1 : 0),
  },
  {
    name: 'output_queued_bytes',
    help: 'Bytes that wait for it.',
    together: 'sum',
    value: one => one.queuedBytes,
  },
  {
    name: 'disk_used_ratio',
    help: 'How full its disk is, 0 to 1.',
    together: 'max',
    value: one => one.disk?.usedRatio,
  },
  {
    name: 'disk_free_bytes',
    help: 'Free bytes of its disk.',
    together: 'min',
    value: one => one.disk?.freeBytes,
  },
]

/** Makes what the outputs count readable; the dead letter is one of them. */
export function addOutputMetrics({ registry }: Metrics, counters: Counters): void {
  const labelNames = ['output', 'required'] as const
  const registers = [registry]
  const labelsOf = ({ name, required }: Readonly<OutputCounters>) => ({
    output: name,
    required: String(required),
  })
  for (const { name, help, value } of totals) {
    new Counter({
      name: `weaklayer_output_${name}_total`,
      help,
      labelNames,
      registers,
      collect() {
        this.reset()
        for (const one of counters()) this.inc(labelsOf(one), value(one))
      },
    })
  }
  for (const { name, help, together, value } of states) {
    new Gauge({
      name: `weaklayer_${name}`,
      help,
      aggregator: together,
      labelNames,
      registers,
      collect() {
        this.reset()
        for (const one of counters()) {
          const now = value(one)
          if (now !== undefined) this.set(labelsOf(one), now)
        }
      },
    })
  }
}
