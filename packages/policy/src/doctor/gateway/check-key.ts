import { dryRunAnswer, type InstallKey, makeProof, makeSensorKeyPair } from '@weaklayer/wire'
import { type Finding, finding, fine } from '../finding.ts'
import { exchange } from './exchange.ts'
import { gatewayCode, jsonOf } from './gateway-answer.ts'
import type { Answer, Network } from './network.ts'

export interface KeyCheck {
  base: URL
  key: InstallKey
  label: string
  /** How far the gateway's clock is ahead. */
  skewMs: number
}

/**
 * Asks the gateway whether a sensor with this key could enrol (`dryRun`: it leaves no token, event or trace). Nothing
 * of the answer but its status and code is shown: it may repeat the key.
 */
export async function checkKey({ base, key, label, skewMs }: KeyCheck, network: Network): Promise<Finding> {
  const url = new URL('/install', base)
  const nowSeconds = Math.floor((network.nowMs() + skewMs) / 1000)
  const dpop = await makeProof(await makeSensorKeyPair(), { method: 'POST', url: url.href, nowSeconds })
  const headers = { 'content-type': 'application/json', dpop }
  const body = JSON.stringify({ key, label, dryRun: true })
  const outcome = await exchange({ url, method: 'POST', headers, body, mostBytes: 65_536 }, network)
  if (outcome.status === 'failed') {
    const found = `the gateway gave no answer to the key: ${outcome.reason}`
    return finding('KEY_NOT_CHECKED', { subject: base.origin, found })
  }
  return keyFinding(base.origin, outcome.answer, key.group)
}

function keyFinding(subject: string, answer: Answer, group: string): Finding {
  if (answer.statusCode === 200 && dryRunAnswer.safeParse(jsonOf(answer)).success)
    return fine('key', subject, `the gateway accepts the install key of group ${group}`)
  const code = gatewayCode(answer)
  if (code === 'KEY_REFUSED' || code === 'KEY_INVALID')
    return finding('KEY_REFUSED', {
      subject,
      found: `the gateway refuses the install key of group ${group} (${code})`,
    })
  if (code !== undefined)
    return finding('GATEWAY_REFUSED', { subject, found: `to the install key the gateway answers ${code}` })
  const found = `something else than the gateway answers POST /install: status ${answer.statusCode}`
  return finding('NOT_THE_GATEWAY', { subject, found })
}
