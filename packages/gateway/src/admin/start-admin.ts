import type { GatewayConfig } from '@weaklayer/wire'
import type { Metrics } from '../metrics/gateway-metrics.ts'
import { type Listener, listen } from '../server/listen.ts'
import { createAdminApp } from './create-admin-app.ts'
import type { Health } from './health.ts'

/** Probes and scrapers, not sensors. */
const mostConnections = 100
/** What probes wait for anyway. */
const timeoutMs = 2000

/**
 * Listens for probes, if it is to.
 * @throws StartError PORT_IN_USE, PORT_FORBIDDEN, ADDRESS_UNAVAILABLE
 */
export async function startAdmin(
  { admin, limits }: GatewayConfig,
  health: Health,
  metrics: Metrics,
): Promise<Listener | undefined> {
  if (!admin.enabled) return undefined
  const app = await createAdminApp(health, metrics)
  return await listen((request, response) => app.routing(request, response), {
    key: 'admin',
    address: admin,
    limits: { ...limits, connections: mostConnections },
    tls: undefined,
    drainMs: timeoutMs,
  })
}
