import { type Finding, finding } from '../finding.ts'
import { exchange } from '../gateway/exchange.ts'
import { explainFailure } from '../gateway/explain-failure.ts'
import { describeAnswer, redirectOf } from '../gateway/gateway-answer.ts'
import { judgeCertificate } from '../gateway/judge-certificate.ts'
import type { Answer, Network } from '../gateway/network.ts'
import { shownUrl } from '../shown-url.ts'

export type FetchedFile =
  | { status: 'ok'; bytes: Uint8Array; answer: Answer }
  | { status: 'failed'; findings: Finding[] }

const mostBytes = 67_108_864
const mostRedirects = 5

/** Loads what a browser would install; unlike sensors, browsers follow redirects for it. */
export async function fetchFile(start: string, network: Network): Promise<FetchedFile> {
  let url = start
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const fetched = await fetchOnce(url, network)
    if (fetched.status === 'failed') return fetched
    const location = redirectOf(fetched.answer)
    if (location === undefined) return finished(url, fetched)
    if (!URL.canParse(location, url)) break
    url = new URL(location, url).href
  }
  return failed(
    finding('UPDATE_UNREACHABLE', { subject: shownUrl(start), found: 'it redirects without end' }),
  )
}

/** A `file:` address is of the machine that installs, which need not be this one. */
export function canFetch(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
}

async function fetchOnce(address: string, network: Network): Promise<FetchedFile> {
  if (!canFetch(address))
    return failed(
      finding('UPDATE_UNREACHABLE', { subject: shownUrl(address), found: 'it is no http address' }),
    )
  const url = new URL(address)
  const outcome = await exchange({ url, acceptAnyCertificate: true, mostBytes }, network)
  if (outcome.status === 'failed') {
    const { found } = await explainFailure(url, outcome, network)
    return failed(finding('UPDATE_UNREACHABLE', { subject: shownUrl(address), found }))
  }
  const { answer } = outcome
  const { tls } = answer
  const faults =
    tls === undefined
      ? []
      : judgeCertificate({ subject: url.origin, hostname: url.hostname, tls, nowMs: network.nowMs() })
  const problems = faults.filter(({ level }) => level === 'problem')
  return problems.length > 0
    ? { status: 'failed', findings: problems }
    : { status: 'ok', bytes: answer.body, answer }
}

function finished(url: string, fetched: Extract<FetchedFile, { status: 'ok' }>): FetchedFile {
  if (fetched.answer.statusCode === 200) return fetched
  const found = `it answers ${describeAnswer(fetched.answer)}`
  return failed(finding('UPDATE_UNREACHABLE', { subject: shownUrl(url), found }))
}

function failed(one: Finding): FetchedFile {
  return { status: 'failed', findings: [one] }
}
