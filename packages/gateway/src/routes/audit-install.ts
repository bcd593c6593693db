import type { AuditEntry } from '@weaklayer/wire'
import type { FastifyRequest } from 'fastify'
import type { GatewayParts } from '../server/gateway-parts.ts'
import type { Refusal } from './refuse.ts'

interface Installed {
  sensor: string
  group: string
  address: string
  isNewInstall: boolean
}

/** What the audit log tells of an enrolment or a renewal. */
export function auditOfInstall({ sensor, group, address, isNewInstall }: Installed): AuditEntry {
  return {
    action: isNewInstall ? 'sensor.installed' : 'sensor.renewed',
    outcome: 'done',
    actor: { address },
    subject: { sensor, group },
  }
}

export function auditRefusal(
  request: FastifyRequest,
  { code }: Refusal,
  { audit, clientAddress }: GatewayParts,
): void {
  audit.refused({ action: 'sensor.refused', code, address: clientAddress(request) })
}
