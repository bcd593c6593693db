import { type GatewayConfig, isLoopback, type Problem, pastSecretOf } from '@weaklayer/wire'

/** What is allowed, but should be known or done away with. */
export function warningsOf(config: GatewayConfig, nowMs: number): Problem[] {
  return [
    ...addressWarnings(config),
    ...proxyWarnings(config.sensor.api),
    ...endedSecrets(config, nowMs * 1000),
  ]
}

function addressWarnings({ sensor: { api }, admin }: GatewayConfig): Problem[] {
  const warnings: Problem[] = []
  if (api.https === undefined && !isLoopback(api.host)) {
    warnings.push({
      path: 'sensor.api',
      message: `serves plain http on ${api.host}: everybody on the way can read events and tokens`,
      todo: 'Configure `sensor.api.https`, or let a load balancer in front of it speak HTTPS.',
    })
  }
  if (!admin.enabled || isLoopback(admin.host)) return warnings
  warnings.push({
    path: 'admin.host',
    message: `serves the admin listener on ${admin.host}: everybody who reaches it can read it`,
    todo: 'Let only probes and monitoring reach that port, by a firewall or a network policy.',
  })
  if (admin.token !== undefined)
    warnings.push({
      path: 'admin.token',
      message: `is sent in plain text to ${admin.host}: everybody on the way can read it, and revoke sensors`,
      todo: 'Keep `admin.host` on loopback and call it from this machine, or use `sensor.revocation.file`.',
    })
  return warnings
}

function endedSecrets({ sensor }: GatewayConfig, nowUs: number): Problem[] {
  return sensor.token.secrets.past.flatMap((entry, index) => {
    const { notAfter = Infinity } = pastSecretOf(entry)
    if (nowUs <= notAfter) return []
    const message = `ended at ${new Date(notAfter / 1000).toISOString()} and accepts nothing any more`
    return [{ path: `sensor.token.secrets.past.${index}`, message, todo: 'Remove it.' }]
  })
}

type Api = GatewayConfig['sensor']['api']

function proxyWarnings({ trustedProxies }: Api): Problem[] {
  return trustedProxies.flatMap((network, index) => {
    if (!network.endsWith('/0')) return []
    const message = `trusts everybody (${network}): each client can say that it is another one`
    const todo = 'Name the addresses or networks of the load balancers only.'
    return [{ path: `sensor.api.trustedProxies.${index}`, message, todo }]
  })
}
