import type { LoggedRequest } from './network.ts'
import type { Phase } from './phases.ts'

/** One figure; `target` is the most that it may be. */
export interface Row {
  name: string
  value: number
  unit: string
  target?: number
  ok?: boolean
}

/** No sensor may wait longer until the gateway has its whole queue, in seconds. */
const longestWaitSeconds = 600
/** Of the gateway, whatever comes. */
const mostMemoryMebibytes = 512

/** The figures of a phase. */
export function summarizePhase(phase: Phase): Row[] {
  const { requests, waitsMs } = phase
  const answered = requests.map(one => one.tookMs)
  const row = (name: string, value: number, unit: string): Row => ({
    name: `${phase.name}: ${name}`,
    value,
    unit,
  })
  return [
    row('events that wait', phase.queued, 'events'),
    row('failed tries before', phase.failedBefore, 'requests'),
    row('requests', requests.length, 'requests'),
    row('most requests in one second', Math.max(0, ...requestsBySecond(requests)), 'requests'),
    row(
      'answers 503 or 429',
      count(requests, ({ outcome }) => outcome === 503 || outcome === 429),
      'requests',
    ),
    row(
      'answers lost on purpose',
      count(requests, ({ outcome }) => outcome === 'lost'),
      'requests',
    ),
    row('other failures', count(requests, isOtherFailure), 'requests'),
    row('answer, median', percentile(answered, 50), 'ms'),
    row('answer, p99', percentile(answered, 99), 'ms'),
    row('wait, median', percentile(waitsMs, 50) / 1000, 's'),
    row('wait, p99', percentile(waitsMs, 99) / 1000, 's'),
    judged({ ...row('wait, longest', percentile(waitsMs, 100) / 1000, 's'), target: longestWaitSeconds }),
    judged({
      ...row('peak memory of the gateway', phase.peakMemoryBytes / 2 ** 20, 'MiB'),
      target: mostMemoryMebibytes,
    }),
    row('simulation late, p99', percentile(phase.lateMs, 99), 'ms'),
  ]
}

export function judged(row: Row): Row {
  return row.target === undefined ? row : { ...row, ok: row.value <= row.target }
}

/** How many requests were sent in each second, from the first on. */
export function requestsBySecond(requests: readonly LoggedRequest[]): number[] {
  const seconds: number[] = []
  for (const { sentAtMs } of requests) {
    const second = Math.max(0, Math.floor(sentAtMs / 1000))
    while (seconds.length <= second) seconds.push(0)
    seconds[second] = (seconds[second] ?? 0) + 1
  }
  return seconds
}

/** The value that `share` per cent of the values do not exceed; 0 for none. */
function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor((share / 100) * sorted.length))] ?? 0
}

function count(requests: readonly LoggedRequest[], holds: (one: LoggedRequest) => boolean): number {
  return requests.filter(holds).length
}

function isOtherFailure({ outcome }: LoggedRequest): boolean {
  return outcome !== 'lost' && ![200, 429, 503].includes(outcome as number)
}
