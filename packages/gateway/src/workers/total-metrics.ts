import { AggregatorRegistry } from 'prom-client'
import type { WorkerMetrics } from './messages.ts'

/** Adds up what several processes counted, also those that died: a total never goes down. */
interface TotalMetrics<Of> {
  /** What a process counted until now. */
  note(process: Of, metrics: WorkerMetrics): void
  /** The process is gone; what it counted stays, what it held is gone with it. */
  buried(process: Of): void
  /** All together, in the text format of Prometheus, as they were noted last. */
  text(): Promise<string>
}

export function createTotalMetrics<Of>(): TotalMetrics<Of> {
  const alive = new Map<Of, WorkerMetrics>()
  let past: WorkerMetrics = []
  return {
    note: (process, metrics) => void alive.set(process, metrics),
    buried(process) {
      const last = alive.get(process)
      alive.delete(process)
      if (last !== undefined) past = sumOf([past, last.filter(isTotal)])
    },
    text: async () => await AggregatorRegistry.aggregate([...alive.values(), past]).metrics(),
  }
}

/** Of the process itself, such as its processor time, too: that was spent. */
function isTotal({ type }: WorkerMetrics[number]): boolean {
  return String(type) === 'counter' || String(type) === 'histogram'
}

/** Adds equal series of counters and histograms. */
function sumOf(parts: readonly WorkerMetrics[]): WorkerMetrics {
  const all = new Map<string, WorkerMetrics[number]>()
  for (const metric of parts.flat()) {
    const before = all.get(metric.name)
    all.set(
      metric.name,
      before === undefined ? metric : { ...before, values: added(before.values, metric.values) },
    )
  }
  return [...all.values()]
}

type Values = WorkerMetrics[number]['values']

function added(some: Values, others: Values): Values {
  const sums = new Map<string, Values[number]>()
  for (const value of [...some, ...others]) {
    const { labels, metricName } = value as Values[number] & { metricName?: string }
    const key = JSON.stringify([metricName, Object.entries(labels).sort()])
    const before = sums.get(key)
    sums.set(key, before === undefined ? value : { ...before, value: before.value + value.value })
  }
  return [...sums.values()]
}
