import type { GatewayConfig } from '@weaklayer/wire'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { createQuietLog } from '../log/quiet-log.ts'
import type { Metrics } from '../metrics/gateway-metrics.ts'
import { type Listener, listen } from '../server/listen.ts'
import type { AdminControl } from './admin-control.ts'
import { createAdminApp } from './create-admin-app.ts'
import type { Health } from './health.ts'

/** Probes and scrapers, not sensors. */
const mostConnections = 100
/** What probes wait for anyway. */
const timeoutMs = 2000

interface AdminSurroundings {
  health: Health
  metrics: Metrics
  control: AdminControl
  clock: Clock
  log: Logger
}

/**
 * Listens for probes, if it is to.
 * @throws StartError PORT_IN_USE, PORT_FORBIDDEN, ADDRESS_UNAVAILABLE
 */
export async function startAdmin(
  { admin, limits }: GatewayConfig,
  { health, metrics, control, clock, log }: AdminSurroundings,
): Promise<Listener | undefined> {
  if (!admin.enabled) return undefined
  const app = await makeAdminApp({ health, metrics, control, clock, log })
  return await listen((request, response) => app.routing(request, response), {
    key: 'admin',
    address: admin,
    limits: { ...limits, connections: mostConnections },
    tls: undefined,
    drainMs: timeoutMs,
  })
}

/** What the listener answers with; a worker has it without a listener. */
export async function makeAdminApp(surroundings: AdminSurroundings): Promise<FastifyInstance> {
  const { health, metrics, control, clock, log } = surroundings
  return await createAdminApp(health, metrics, { control, clock, quietLog: createQuietLog(log, clock) })
}
