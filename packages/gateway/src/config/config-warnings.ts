import { type GatewayConfig, isLoopback, type Problem } from '@weaklayer/wire'

/** What is allowed and probably not meant. */
export function configWarnings({ sensor: { api }, admin }: GatewayConfig): Problem[] {
  const warnings: Problem[] = []
  if (api.https === undefined && !isLoopback(api.host)) {
    warnings.push({
      path: 'sensor.api',
      message: `serves plain http on ${api.host}: everybody on the way can read events and tokens`,
      todo: 'Configure `sensor.api.https`, or let a load balancer in front of it speak HTTPS.',
    })
  }
  if (admin.enabled && !isLoopback(admin.host)) {
    warnings.push({
      path: 'admin.host',
      message: `serves the admin listener on ${admin.host}: everybody who reaches it can read it`,
      todo: 'Let only probes and monitoring reach that port, by a firewall or a network policy.',
    })
  }
  return [...warnings, ...proxyWarnings(api)]
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
