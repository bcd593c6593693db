import { dryRunAnswer, errorAnswer } from '@weaklayer/wire'
import type { Policy } from '../config/choose-policy.ts'
import type { Clock, GatewayAnswer, Transport } from '../delivery/transport.ts'
import type { IdentityRecord } from '../enrol/identity.ts'
import { baseOf, installRequestOf } from '../enrol/install-request.ts'
import type { RequestErrors, RequestWatch } from '../platform/request-errors.ts'
import type { SelfTestResult } from '../protocol.ts'
import { type Probe, type SelfTestFacts, selfTestOutcome } from './self-test-outcome.ts'

export interface SelfTestOptions {
  policy: Policy
  identity: IdentityRecord
  transport: Transport
  clock: Pick<Clock, 'nowMs'>
  requestErrors: RequestErrors
}

/** Asks the gateway as enrolling does, without leaving a trace, and says what stands in the way. */
export async function selfTest(options: SelfTestOptions): Promise<SelfTestResult> {
  const { policy } = options
  const facts: SelfTestFacts = { policy: policy.state, problems: policy.problems }
  const { config } = policy
  if (config === undefined) return selfTestOutcome(facts)
  const base = baseOf(config.api)
  const watch = options.requestErrors.watch(base)
  try {
    const page = await probePage(options, base, watch)
    // Asking a first Weaklayer more would enrol.
    if (config.api.firstGeneration === true) return selfTestOutcome({ ...facts, page, firstGeneration: true })
    const install = await probeInstall(options, { base, config, watch })
    return selfTestOutcome({ ...facts, page, install })
  } finally {
    watch.stop()
  }
}

async function probePage({ transport, clock }: SelfTestOptions, base: string, watch: RequestWatch) {
  const answer = await transport.send({ method: 'GET', url: `${base}/`, headers: {} })
  // Any server may have a page there: only POST /install tells whether it is a gateway.
  return await probeOf(answer, { isGateway: false, nowMs: clock.nowMs(), watch })
}

async function probeInstall(
  { transport, clock, identity }: SelfTestOptions,
  target: { base: string; config: NonNullable<Policy['config']>; watch: RequestWatch },
): Promise<Probe> {
  const { base, config, watch } = target
  const { keys, enrolled: renewal, clockOffsetMs } = identity
  const gatewayNowMs = clock.nowMs() + clockOffsetMs
  const request = await installRequestOf({ base, config, keys, gatewayNowMs, renewal, dryRun: true })
  const answer = await transport.send(request)
  return await probeOf(answer, { isGateway: isGatewayBody(answer), nowMs: clock.nowMs(), watch })
}

async function probeOf(
  answer: GatewayAnswer,
  { isGateway, nowMs, watch }: { isGateway: boolean; nowMs: number; watch: RequestWatch },
): Promise<Probe> {
  if (answer.status === 'failed') return { status: 'failed', browserError: await watch.error() }
  const dateMs = answer.date === undefined ? Number.NaN : Date.parse(answer.date)
  const code = errorAnswer.safeParse(jsonOf(answer.body)).data?.code
  return {
    status: 'answered',
    http: answer.http,
    isGateway,
    nowMs,
    ...(code === undefined ? {} : { code }),
    ...(Number.isNaN(dateMs) ? {} : { dateMs }),
  }
}

function isGatewayBody(answer: GatewayAnswer): boolean {
  if (answer.status === 'failed') return false
  const body = jsonOf(answer.body)
  return answer.http === 200 ? dryRunAnswer.safeParse(body).success : errorAnswer.safeParse(body).success
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
