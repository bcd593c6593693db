import type { Problem } from './problem.ts'
import { memberOf } from './zod-keys.ts'

const defaultPort = 8080

/** What only several values of `sensor.api` together show. */
export function gatewayApiProblems(api: unknown): Problem[] {
  return [...proxyProtocolProblems(api), ...redirectProblems(api)]
}

function proxyProtocolProblems(api: unknown): Problem[] {
  const trusted = memberOf(api, 'trustedProxies') ?? []
  const isEmpty = Array.isArray(trusted) && trusted.length === 0
  if (memberOf(api, 'proxyProtocol') !== 'required' || !isEmpty) return []
  return [
    {
      path: 'sensor.api.proxyProtocol',
      message: 'is "required", but `sensor.api.trustedProxies` names nobody who may send a PROXY header',
      todo: 'Name the load balancers in `sensor.api.trustedProxies`.',
    },
  ]
}

function redirectProblems(api: unknown): Problem[] {
  const redirect = memberOf(api, 'redirect')
  if (typeof redirect !== 'object' || redirect === null) return []
  const problems: Problem[] = []
  if (memberOf(api, 'https') === undefined) {
    problems.push({
      path: 'sensor.api.redirect',
      message: 'sends browsers to https, but `sensor.api.https` is missing',
      todo: 'Add `sensor.api.https`, or remove `redirect`.',
    })
  }
  const port = memberOf(redirect, 'port')
  const isSameHost = [undefined, memberOf(api, 'host')].includes(memberOf(redirect, 'host'))
  if (port !== 0 && port === (memberOf(api, 'port') ?? defaultPort) && isSameHost) {
    problems.push({
      path: 'sensor.api.redirect.port',
      message: `is ${port}, the port of https itself`,
      todo: 'Give it a port of its own, such as 80.',
    })
  }
  return problems
}
