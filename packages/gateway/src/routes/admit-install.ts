import type { InstallKey } from '@weaklayer/wire'
import type { FastifyRequest } from 'fastify'
import { nowUs } from '../clock.ts'
import { admitKey, countFailure, type KeyAdmission } from '../identity/admit-key.ts'
import { senderOf } from '../rates/sender.ts'
import type { GatewayParts } from '../server/gateway-parts.ts'
import { type Refusal, refused } from './refuse.ts'

/** Counts an install whose body is none. */
export function failedInstall(request: FastifyRequest, { rates, clientAddress }: GatewayParts): Refusal {
  return keyRefusal(countFailure('damaged', senderOf(clientAddress(request)), rates.failedInstalls))
}

/** Whether the install key is accepted; undefined when it is. */
export async function checkKey(
  request: FastifyRequest,
  key: InstallKey,
  { identity, clock, rates, clientAddress }: GatewayParts,
): Promise<Refusal | undefined> {
  const from = { sender: senderOf(clientAddress(request)), nowUs: nowUs(clock) }
  const admission = await admitKey(key, from, {
    check: identity.checkInstallKey,
    failedInstalls: rates.failedInstalls,
  })
  return admission.status === 'accepted' ? undefined : keyRefusal(admission)
}

/** Those who come too early all at once are spread over a minute, in which as many are let in. */
const spreadMs = 60_000

/** Counts an install with an accepted key; undefined while the group may have more. */
export function countInstall(group: string, { rates, random }: GatewayParts): Refusal | undefined {
  const waitMs = rates.groupInstalls.take(group)
  if (waitMs === 0) return undefined
  return {
    ...refused('RATE_LIMITED', 'too many sensors of this group enrol at once'),
    retryAfterMs: waitMs + random() * spreadMs,
  }
}

export function revoked(): Refusal {
  return refused('SENSOR_REVOKED', 'this sensor is let in no longer')
}

function keyRefusal(admission: Exclude<KeyAdmission, { status: 'accepted' }>): Refusal {
  switch (admission.status) {
    case 'damaged':
      return refused('KEY_INVALID', 'the body is not an install request with an intact install key')
    case 'refused':
      return refused('KEY_REFUSED', 'no verifier of this gateway accepts the install key')
    case 'limited':
      return {
        ...refused('RATE_LIMITED', 'too many installs failed from this address'),
        retryAfterMs: admission.waitMs,
      }
  }
}
