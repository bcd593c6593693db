import { isLoopback } from '@weaklayer/wire'
import type { Policy } from '../config/choose-policy.ts'
import { policyHash } from '../config/policy-hash.ts'
import type { StatusFacts } from '../delivery/status.ts'
import type { BrowserFacts } from '../platform/browser-facts.ts'

const mostProblems = 50

/** What Status says of the policy in force, the browser and this version. */
export async function statusFacts(options: {
  policy: Policy
  browser: BrowserFacts
  version: string
  clockOffsetMs: number
}): Promise<StatusFacts> {
  const { policy, browser, version, clockOffsetMs } = options
  const { label, device, user, api, disabledEvents } = policy.capture
  const problems = policy.problems.map(({ path, message }) => ({ path, message }))
  if (api !== undefined && isUnencrypted(api)) problems.push(unencrypted)
  return {
    ...(label === undefined ? {} : { label }),
    ...(device === undefined ? {} : { device }),
    ...(user === undefined ? {} : { user }),
    version,
    ...browser,
    policyHash: await policyHash(policy),
    policyState: policy.state,
    ...(problems.length === 0 ? {} : { policyProblems: problems.slice(0, mostProblems) }),
    ...(disabledEvents.length === 0 ? {} : { disabledSources: disabledEvents }),
    ...(clockOffsetMs === 0 ? {} : { clockSkewMs: Math.round(clockOffsetMs) }),
  }
}

const unencrypted = {
  path: 'api.protocol',
  message: 'http to another machine: everybody on the way can read what is sent; use https',
}

/** Whether events travel in clear over a network. */
export function isUnencrypted(api: { protocol: string; hostname: string }): boolean {
  return api.protocol === 'http' && !isLoopback(api.hostname)
}
