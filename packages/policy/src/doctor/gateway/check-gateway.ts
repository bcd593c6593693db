import { type Finding, finding, fine } from '../finding.ts'
import { checkClock } from './check-clock.ts'
import { exchange } from './exchange.ts'
import { explainFailure, otherProtocol } from './explain-failure.ts'
import { describeAnswer, gatewayCode, isGatewayPage, redirectOf, redirectTarget } from './gateway-answer.ts'
import { judgeCertificate } from './judge-certificate.ts'
import type { Answer, Exchange, Network } from './network.ts'
import { proxyFor } from './proxy.ts'

export interface GatewayCheck {
  findings: Finding[]
  /** Whether it is the gateway, over a connection that browsers trust: only then may it see the key. */
  trusted: boolean
  /** How far its clock is ahead; 0 where it does not say. */
  skewMs: number
}

const mostBytes = 1_048_576

/** Reaches a gateway as a browser would, without any secret. */
export async function checkGateway(
  base: URL,
  network: Network,
  firstGeneration = false,
): Promise<GatewayCheck> {
  const subject = base.origin
  const proxy = proxyFor(base)
  const way = proxy === undefined ? [] : [fine('proxy', subject, `reached through the proxy ${proxy.name}`)]
  const url = new URL('/install', base)
  const { outcome, skewMs } = await timed(url, network)
  if (outcome.status === 'failed') {
    const why = await explainFailure(url, outcome, network)
    return { findings: why.check === 'proxy' ? [why] : [...way, why], trusted: false, skewMs: 0 }
  }
  const { answer } = outcome
  const certificate = certificateFindings(base, answer, network)
  const who = firstGeneration ? firstGenerationFindings(subject) : await whoAnswers(url, answer, network)
  const isGateway = !who.some(({ level }) => level === 'problem')
  const clock = isGateway && skewMs !== undefined ? [checkClock(subject, skewMs)] : []
  return {
    findings: [...way, ...certificate, ...who, ...clock],
    trusted: isGateway && !certificate.some(({ level }) => level === 'problem'),
    skewMs: skewMs ?? 0,
  }
}

interface Timed {
  outcome: Exchange
  skewMs: number | undefined
}

async function timed(url: URL, network: Network): Promise<Timed> {
  const before = network.nowMs()
  const outcome = await exchange({ url, acceptAnyCertificate: true, mostBytes }, network)
  const after = network.nowMs()
  const dateMs = outcome.status === 'answered' ? Date.parse(String(outcome.answer.headers.date)) : Number.NaN
  // The header is cut to whole seconds: in the middle it is half a second early.
  return { outcome, skewMs: Number.isNaN(dateMs) ? undefined : dateMs + 500 - (before + after) / 2 }
}

function certificateFindings({ origin, hostname }: URL, { tls }: Answer, { nowMs }: Network): Finding[] {
  return tls === undefined ? [] : judgeCertificate({ subject: origin, hostname, tls, nowMs: nowMs() })
}

function firstGenerationFindings(subject: string): Finding[] {
  return [fine('gateway', subject, 'something answers; a first Weaklayer does not say what it is')]
}

/** The gateway answers GET /install with its own error: that needs no key and leaves no trace. */
async function whoAnswers(url: URL, answer: Answer, network: Network): Promise<Finding[]> {
  const subject = url.origin
  const code = gatewayCode(answer)
  const page = await exchange({ url: new URL('/', url), acceptAnyCertificate: true, mostBytes }, network)
  const hasPage = page.status === 'answered' && isGatewayPage(page.answer)
  if (code === 'METHOD_NOT_ALLOWED') {
    const good = fine('gateway', subject, 'the gateway answers')
    if (hasPage) return [good]
    const found = page.status === 'answered' ? describeAnswer(page.answer) : page.reason
    return [
      good,
      finding('GATEWAY_PAGE_MISSING', { subject, found: `the page at / is not the gateway's: ${found}` }),
    ]
  }
  if (code !== undefined)
    return [finding('GATEWAY_REFUSED', { subject, found: `the gateway answers ${code}` })]
  return [await strangerFinding(url, { answer, hasPage }, network)]
}

interface Stranger {
  answer: Answer
  hasPage: boolean
}

async function strangerFinding(url: URL, { answer, hasPage }: Stranger, network: Network): Promise<Finding> {
  const subject = url.origin
  const proxy = proxyFor(url)
  if (answer.statusCode === 407)
    return finding('PROXY_REFUSED', {
      subject,
      found: `the proxy ${proxy?.name ?? 'on the way'} wants a sign-in (407)`,
    })
  const location = redirectOf(answer)
  if (location !== undefined) {
    const found = `it answers ${answer.statusCode} and sends the browser to ${redirectTarget(location, url)}`
    return finding('REDIRECTED', { subject, found })
  }
  const swapped =
    url.protocol === 'http:' && answer.statusCode === 400 ? await otherProtocol(url, network) : undefined
  if (swapped !== undefined) return swapped
  const where = proxy === undefined ? '' : `, seen through the proxy ${proxy.name}`
  const part = hasPage
    ? "the page at / is the gateway's, but /install is answered by something else"
    : 'something else answers'
  return finding('NOT_THE_GATEWAY', { subject, found: `${part}: ${describeAnswer(answer)}${where}` })
}
