import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import type { WorkerMetrics } from './messages.ts'
import { createTotalMetrics } from './total-metrics.ts'

/** What a worker counts. */
function worker() {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Counter({ name: 'requests_total', help: 'r', labelNames: ['status'], registers })
  const took = new Histogram({ name: 'took_seconds', help: 't', buckets: [1, 10], registers })
  const open = new Gauge({ name: 'open', help: 'o', registers })
  const ready = new Gauge({ name: 'ready', help: 'y', aggregator: 'min', registers })
  const metrics = async () => (await registry.getMetricsAsJSON()) as WorkerMetrics
  return { requests, took, open, ready, metrics }
}

test('workers are added up, and what a dead one counted stays while what it held goes', async () => {
  const [one, other] = [worker(), worker()]
  one.requests.inc({ status: '200' }, 5)
  other.requests.inc({ status: '200' }, 2)
  other.requests.inc({ status: '401' }, 1)
  one.took.observe(0.5)
  other.took.observe(5)
  one.open.set(3)
  other.open.set(4)
  one.ready.set(1)
  other.ready.set(0)
  const totals = createTotalMetrics<string>()
  totals.note('one', await one.metrics())
  totals.note('other', await other.metrics())
  const both = await totals.text()
  for (const line of ['requests_total{status="200"} 7', 'took_seconds_count 2', 'open 7', 'ready 0'])
    expect(both).toContain(line)

  totals.buried('other')
  const third = worker()
  third.requests.inc({ status: '200' }, 1)
  third.ready.set(1)
  totals.note('third', await third.metrics())
  totals.buried('one')
  const later = await totals.text()
  expect(later).toContain('requests_total{status="200"} 8')
  expect(later).toContain('requests_total{status="401"} 1')
  expect(later).toContain('took_seconds_bucket{le="1"} 1')
  expect(later).toContain('took_seconds_bucket{le="10"} 2')
  expect(later).toMatch(/^open 0$/m)
  expect(later).toMatch(/^ready 1$/m)
})

test('a worker that was never asked leaves nothing behind', async () => {
  const totals = createTotalMetrics<string>()
  totals.buried('unknown')
  expect((await totals.text()).trim()).toBe('')
})
