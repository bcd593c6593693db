import { Counter } from 'prom-client'
import { addReading, type Metrics } from '../metrics/gateway-metrics.ts'
import type { WorkerPlace } from '../workers/worker-place.ts'
import type { Audit, AuditCounts } from './audit.ts'

const totals: [name: keyof AuditCounts, metric: string, help: string][] = [
  ['records', 'weaklayer_audit_records_total', 'Records that the audit log took since the start.'],
  ['lost', 'weaklayer_audit_lost_records_total', 'Records that could not be written.'],
]

/** Makes what the audit log counts readable; each worker's chain has a number of its own. */
export function addAuditMetrics(metrics: Metrics, audit: Audit, worker?: WorkerPlace): void {
  for (const [name, metric, help] of totals) {
    new Counter({
      name: metric,
      help,
      registers: [metrics.registry],
      collect() {
        this.reset()
        this.inc(audit.counts()[name])
      },
    })
  }
  addReading(metrics, {
    name: 'weaklayer_audit_head_seq',
    help: 'Number of the last record of the audit log.',
    read: () => audit.head().seq,
    labels: worker && { worker: `${worker.number}` },
  })
}
