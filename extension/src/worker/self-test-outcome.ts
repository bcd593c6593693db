import type { SelfTestOutcome, SelfTestResult } from '../protocol.ts'

/** What one request of the self-test found. */
export type Probe =
  | { status: 'failed'; browserError?: string | undefined }
  | { status: 'answered'; http: number; code?: string; isGateway: boolean; dateMs?: number; nowMs: number }

export interface SelfTestFacts {
  policy: 'pending' | 'ok' | 'invalid'
  problems: readonly { path: string }[]
  /** GET of the gateway's page; absent where the policy does not say where it is. */
  page?: Probe
  /** POST /install with dryRun. */
  install?: Probe
  /** A first Weaklayer has no dry run: that its page answers is all that can be told. */
  firstGeneration?: boolean
}

const skewLimitMs = 5 * 60_000

/** What the connection is like, from what the self-test found: pure, and every case has its row. */
export function selfTestOutcome(facts: SelfTestFacts): SelfTestResult {
  if (facts.policy === 'pending') return result('no_policy')
  if (facts.policy === 'invalid') return invalidPolicy(facts)
  const probes = [facts.install, facts.page].filter(probe => probe !== undefined)
  const failed = probes.find(probe => probe.status === 'failed')
  if (facts.firstGeneration === true && facts.page?.status === 'answered') return firstOutcome(facts.page)
  const answered = facts.install?.status === 'answered' ? facts.install : undefined
  if (answered === undefined)
    return failed === undefined ? result('unreachable') : failure(failed.browserError)
  return classified(answered)
}

type Answered = Extract<Probe, { status: 'answered' }>

function firstOutcome(page: Answered): SelfTestResult {
  if (page.http === 407) return result('proxy_sign_in')
  return page.http < 500
    ? {
        ...result('ok'),
        message: 'Something answers there; a first Weaklayer cannot be asked whether it takes the key.',
      }
    : { ...result('gateway_error'), message: `${texts.gateway_error.message} It answered ${page.http}.` }
}

function classified(probe: Answered): SelfTestResult {
  if (probe.http === 407) return result('proxy_sign_in')
  const skewMs = probe.dateMs === undefined ? undefined : probe.dateMs - probe.nowMs
  const clockSkewMs = skewMs === undefined ? {} : { clockSkewMs: Math.round(skewMs) }
  if (!probe.isGateway) return result('not_a_gateway')
  if (probe.code === 'CLOCK_SKEW' || Math.abs(skewMs ?? 0) > skewLimitMs) {
    return { ...result('clock_wrong'), ...clockSkewMs }
  }
  if (probe.http === 200) return { ...result('ok'), ...clockSkewMs }
  if (probe.code === 'KEY_REFUSED' || probe.code === 'KEY_INVALID') return result('wrong_key')
  const todo = `It answered ${probe.http}${probe.code === undefined ? '' : ` ${probe.code}`}.`
  return { ...result('gateway_error'), message: `${texts.gateway_error.message} ${todo}` }
}

const byBrowserError: readonly (readonly [RegExp, SelfTestOutcome])[] = [
  [/ERR_NAME_NOT_RESOLVED|ERR_NAME_RESOLUTION_FAILED|NS_ERROR_UNKNOWN_HOST/, 'name_not_found'],
  [/ERR_CONNECTION_REFUSED|NS_ERROR_CONNECTION_REFUSED/, 'connection_refused'],
  [
    /ERR_PROXY_AUTH|ERR_TUNNEL_CONNECTION_FAILED|NS_ERROR_PROXY_AUTH|NS_ERROR_PROXY_CONNECTION_REFUSED/,
    'proxy_sign_in',
  ],
  [/ERR_CERT_|ERR_BAD_SSL_CLIENT_AUTH/, 'certificate_not_trusted'],
  // Firefox tells what is wrong with TLS in a sentence of the user's language, everything else by a name. Sentences
  // about the protocol say SSL in every language, those about certificates do not.
  [/^(?!NS_|net::)(?!.*(SSL|TLS)).* /, 'certificate_not_trusted'],
]

function failure(browserError: string | undefined): SelfTestResult {
  const outcome = byBrowserError.find(([shape]) => shape.test(browserError ?? ''))?.[1] ?? 'unreachable'
  return browserError === undefined ? result(outcome) : { ...result(outcome), browserError }
}

function invalidPolicy({ problems }: SelfTestFacts): SelfTestResult {
  const paths = problems.map(problem => problem.path).join(', ')
  const found = result('policy_invalid')
  return paths === '' ? found : { ...found, message: `${found.message} Look at: ${paths}.` }
}

function result(outcome: SelfTestOutcome): SelfTestResult {
  return { outcome, ...texts[outcome] }
}

const texts: Record<SelfTestOutcome, { message: string; todo: string }> = {
  ok: { message: 'The gateway answers and takes this sensor.', todo: '' },
  no_policy: {
    message: 'No policy has arrived: the sensor does not know where to send.',
    todo: 'Ask your administrator to give this browser the policy of the sensor.',
  },
  policy_invalid: {
    message: 'The policy lacks something that must be there, or has it wrong.',
    todo: 'Ask your administrator to correct the policy.',
  },
  wrong_key: {
    message: 'The gateway answers, but does not take the install key of the policy.',
    todo: 'Put a key into the policy that this gateway has a verifier for.',
  },
  name_not_found: {
    message: "The name of the gateway's host was not found.",
    todo: 'Check api.hostname in the policy, and the name server of this network.',
  },
  connection_refused: {
    message: 'The host was found, but nothing listens there.',
    todo: 'Check api.port in the policy, and that the gateway runs.',
  },
  unreachable: {
    message: 'The gateway could not be reached.',
    todo: 'Check the network, a firewall on the way, and api.protocol in the policy.',
  },
  certificate_not_trusted: {
    message: "This browser does not trust the gateway's certificate.",
    todo: "Open the gateway's address in a tab to see why; install the authority that issued it, or renew it.",
  },
  clock_wrong: {
    message: 'The clocks of this machine and of the gateway differ by more than five minutes.',
    todo: 'Set the clock of this machine, or of the gateway.',
  },
  proxy_sign_in: {
    message: 'A proxy on the way wants somebody to sign in, or lets nothing through.',
    todo: 'Sign in to the proxy, or exempt the gateway from it.',
  },
  not_a_gateway: {
    message:
      'Something answers at that address, but it is no gateway: a sign-in page, a block page, another server.',
    todo: 'Sign in to the network, or check api.hostname and api.port in the policy.',
  },
  gateway_error: {
    message: 'The gateway answers, but cannot take this sensor now.',
    todo: "Look into the gateway's log.",
  },
}
