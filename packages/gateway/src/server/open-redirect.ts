import type { GatewayConfig } from '@weaklayer/wire'
import { createRedirectApp } from '../transport/create-redirect-app.ts'
import { type Listener, listen } from './listen.ts'
import type { ServedCertificate } from './serve-certificate.ts'

/** Browsers whose user typed an address, not sensors. */
const mostConnections = 1000
/** An answer takes no time. */
const drainMs = 1000

/**
 * Opens the listener that sends browsers to https, where one is configured.
 * @throws StartError PORT_IN_USE, PORT_FORBIDDEN, ADDRESS_UNAVAILABLE
 */
export async function openRedirect(
  { sensor: { api }, limits }: GatewayConfig,
  { certificate, httpsPort }: { certificate: ServedCertificate; httpsPort: number },
): Promise<Listener | undefined> {
  const { redirect } = api
  if (redirect === undefined) return undefined
  const app = await createRedirectApp({
    certificate: () => certificate.material().certificate,
    httpsPort: redirect.publicPort ?? httpsPort,
  })
  return await listen((request, response) => app.routing(request, response), {
    key: 'sensor.api.redirect',
    address: { host: redirect.host ?? api.host, port: redirect.port },
    limits: { ...limits, connections: Math.min(mostConnections, limits.connections) },
    tls: undefined,
    drainMs,
  })
}
