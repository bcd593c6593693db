import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { WorkerMetrics } from '../workers/messages.ts'
import { processMetrics } from './process-metrics.ts'

/** An answer to a request. */
interface Answered {
  method: string
  /** The route that took it, `unknown` for none: never an address. */
  route: string
  status: number
  /** Of an error answer. */
  code?: string | undefined
  tookMs: number
}

/** What the gateway counts for its operators. No label names a sensor, a group, a host or an address of a user. */
export interface Metrics {
  /** Gauges and totals that are read when somebody asks register themselves here. */
  registry: Registry
  answered(fact: Answered): void
  /** Events of a batch that was answered with 200. */
  batch(accepted: number, rejected: number): void
  /** How long the outputs took to hold a batch or an enrolment. */
  stored(tookMs: number): void
  /** Everything, for the process that adds up what several counted. */
  all(): Promise<WorkerMetrics>
  /** Everything in the text format of Prometheus. */
  page(): Promise<{ contentType: string; text: string }>
}

const requestBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const storeBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
const methods = new Set(['GET', 'HEAD', 'POST', 'OPTIONS'])

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Counter({
    name: 'weaklayer_requests_total',
    help: 'Requests of sensors, by route, method, status and error code.',
    labelNames: ['route', 'method', 'status', 'code'],
    registers,
  })
  const duration = new Histogram({
    name: 'weaklayer_request_duration_seconds',
    help: 'Time from the headers of a request to the end of its answer.',
    labelNames: ['route'],
    buckets: requestBuckets,
    registers,
  })
  const events = new Counter({
    name: 'weaklayer_events_total',
    help: 'Events of acknowledged batches: stored (or known already), and rejected into the dead letter.',
    labelNames: ['result'],
    registers,
  })
  const store = new Histogram({
    name: 'weaklayer_store_duration_seconds',
    help: 'Time until every required output held a batch or an enrolment durably.',
    buckets: storeBuckets,
    registers,
  })
  return {
    registry,
    answered({ method, route, status, code = '', tookMs }) {
      requests.inc({ route, method: methods.has(method) ? method : 'other', status, code })
      duration.observe({ route }, tookMs / 1000)
    },
    batch(accepted, rejected) {
      events.inc({ result: 'accepted' }, accepted)
      events.inc({ result: 'rejected' }, rejected)
    },
    stored: tookMs => store.observe(tookMs / 1000),
    async all() {
      const both = await Promise.all([registry, processMetrics()].map(one => one.getMetricsAsJSON()))
      return both.flat() as WorkerMetrics
    },
    async page() {
      const texts = await Promise.all([registry.metrics(), processMetrics().metrics()])
      return { contentType: registry.contentType, text: texts.join('\n') }
    },
  }
}

/** A number that is read when somebody asks. */
export interface Reading {
  name: string
  help: string
  read: () => number
  /** Of several processes. @default sum */
  together?: 'sum' | 'min' | 'max'
  /** @default none */
  labels?: Record<string, string> | undefined
}

export function addReading({ registry }: Metrics, reading: Reading): void {
  const { name, help, read, together = 'sum', labels = {} } = reading
  new Gauge({
    name,
    help,
    aggregator: together,
    labelNames: Object.keys(labels),
    registers: [registry],
    collect() {
      this.set(labels, read())
    },
  })
}

/** A fact as a label of a number that is always 1, as Prometheus has it. */
export function addFact(
  { registry }: Metrics,
  { name, help, label, read }: { name: string; help: string; label: string; read: () => string },
): void {
  new Gauge({
    name,
    help,
    labelNames: [label],
    aggregator: 'max',
    registers: [registry],
    collect() {
      this.reset()
      this.set({ [label]: read() }, 1)
    },
  })
}
