import { type InstallAnswer, installAnswer, type SensorConfig } from '@weaklayer/wire'
import { deliveryKey, failedTries } from '../delivery/delivery-record.ts'
import type { Journal } from '../delivery/journal.ts'
import { readAnswer } from '../delivery/read-answer.ts'
import type { Clock, Random, Transport } from '../delivery/transport.ts'
import type { WaitDecision } from '../delivery/upload-decision.ts'
import type { Credentials, Destination } from '../delivery/uploader.ts'
import { changeIdentity, type IdentityRecord, identityKey, type Owner } from './identity.ts'
import { decideInstall, type InstallDecision } from './install-decision.ts'
import { installRequestOf, proofOf } from './install-request.ts'

export interface CredentialsOptions {
  journal: Journal
  transport: Transport
  clock: Pick<Clock, 'nowMs'>
  random: Random
  /** The policy in force; undefined where it cannot be used. */
  config(): SensorConfig | undefined
  /** The gateway named this sensor otherwise (a first Weaklayer does). */
  renamed(owner: Owner): Promise<void>
}

/** How long a failed renewal waits while the old token is still good. */
const renewalPauseMs = 5 * 60_000

/** Enrols where there is no token, renews it in good time, and makes the headers that say who sends. */
export function createCredentials(options: CredentialsOptions): Credentials {
  const identity = async () => {
    const found = await options.journal.read(reader => reader.get(identityKey))
    if (found === undefined) throw new Error('there is no identity; load it first')
    return found
  }
  return {
    async headers(destination) {
      const before = await identity()
      const nowMs = options.clock.nowMs()
      const usable = isFor(before, destination)
      if (!usable || before.token === undefined || nowMs >= before.token.renewAtMs) {
        const decision = await enrol(options, destination, false)
        if (decision.do === 'wait' && !usable) return { status: 'wait', decision }
        if (decision.do === 'wait') await postponeRenewal(options, decision.delayMs)
      }
      return { status: 'ok', headers: await headersOf(options, await identity(), destination) }
    },
    forgetToken: () => changeIdentity(options.journal, ({ token: _, ...rest }) => ({ ...rest })),
    correctClock: clockOffsetMs => changeIdentity(options.journal, one => ({ ...one, clockOffsetMs })),
  }
}

function isFor(identity: IdentityRecord, destination: Destination): boolean {
  return identity.token?.base === destination.base && identity.token.group === destination.group
}

type Enrolled = { do: 'kept' } | WaitDecision

/** Asks for a token and keeps it; corrects the clock once where the gateway says that it is wrong. */
async function enrol(
  options: CredentialsOptions,
  destination: Destination,
  corrected: boolean,
): Promise<Enrolled> {
  const decision = await ask(options, destination, corrected)
  if (decision === undefined) return notConfigured
  switch (decision.do) {
    case 'keep':
      await keepToken(options, destination, decision.answer)
      return { do: 'kept' }
    case 'correct_clock':
      await changeIdentity(options.journal, one => ({ ...one, clockOffsetMs: decision.offsetMs }))
      return await enrol(options, destination, true)
    case 'wait':
      return decision
  }
}

const notConfigured: WaitDecision = {
  do: 'wait',
  kind: 'misconfigured',
  delayMs: 60_000,
  trouble: { code: 'NO_POLICY', message: 'the policy is gone', todo: 'Give the sensor a policy.' },
}

async function ask(
  options: CredentialsOptions,
  destination: Destination,
  corrected: boolean,
): Promise<InstallDecision | undefined> {
  const config = options.config()
  const read = await options.journal.read(async reader => ({
    identity: await reader.get(identityKey),
    tries: failedTries(await reader.get(deliveryKey), options.clock.nowMs()),
  }))
  const { identity } = read
  if (config === undefined || identity === undefined) return undefined
  const { firstGeneration, base } = destination
  const request = await installRequestOf({
    base,
    config,
    keys: identity.keys,
    gatewayNowMs: options.clock.nowMs() + identity.clockOffsetMs,
    renewal: identity.enrolled,
    token: isFor(identity, destination) ? identity.token?.token : undefined,
  })
  const answer = await options.transport.send(request)
  const nowMs = options.clock.nowMs()
  return decideInstall(readAnswer(answer, { schema: installAnswer, firstGeneration, nowMs }), {
    sensor: firstGeneration ? undefined : identity.owner?.sensor,
    ...read.tries,
    random: options.random.fraction(),
    nowMs,
    corrected,
  })
}

async function keepToken(
  options: CredentialsOptions,
  { base, group }: Destination,
  answer: InstallAnswer,
): Promise<void> {
  const lifeMs = (answer.expiresAt - answer.issuedAt) / 1000
  const renewAtMs = options.clock.nowMs() + renewalDelayMs(lifeMs, options.random.fraction())
  await options.renamed({ group, sensor: answer.sensor })
  await changeIdentity(options.journal, one =>
    one.owner?.group === group
      ? { ...one, enrolled: true, token: { token: answer.token, base, group, renewAtMs } }
      : one,
  )
}

/** Somewhere at 65–85 % of a token's life, so that a fleet that enrolled together does not renew together. */
export function renewalDelayMs(lifeMs: number, random: number): number {
  return Math.max(0, Math.round(lifeMs * (0.65 + 0.2 * random)))
}

/** The gateway may ask for a longer pause. */
async function postponeRenewal(options: CredentialsOptions, delayMs: number): Promise<void> {
  const renewAtMs = options.clock.nowMs() + Math.max(renewalPauseMs, delayMs)
  await changeIdentity(options.journal, one =>
    one.token === undefined ? one : { ...one, token: { ...one.token, renewAtMs } },
  )
}

async function headersOf(
  { clock }: CredentialsOptions,
  identity: IdentityRecord,
  destination: Destination,
): Promise<Record<string, string>> {
  const authorization = { Authorization: `Bearer ${identity.token?.token ?? ''}` }
  if (destination.firstGeneration) return authorization
  const gatewayNowMs = clock.nowMs() + identity.clockOffsetMs
  const url = `${destination.base}/events`
  return { ...authorization, DPoP: await proofOf(identity.keys, { url, gatewayNowMs }) }
}
