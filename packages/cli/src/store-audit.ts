import { join } from 'node:path'
import { type Audit, createLog, openAudit } from '@weaklayer/gateway/audit-log'
import { type AuditEntry, gatewayConfig } from '@weaklayer/wire'
import { whoAsks } from './who-asks.ts'

/** Opens an audit log of a store: its own, or that of somebody who asks it. */
export async function openStoreAudit(directory: string): Promise<Audit> {
  const config = { audit: gatewayConfig.shape.audit.parse({ directory }), outputs: [] }
  return await openAudit(config, { log: createLog('error'), baseDirectory: process.cwd() })
}

/** Notes in the audit log of a store, `audit` in its directory, what somebody did with it and how it ended. */
export async function auditing<Result extends object>(
  store: string,
  entry: Pick<AuditEntry, 'action' | 'subject'>,
  act: () => Promise<Result>,
): Promise<Result> {
  const audit = await openStoreAudit(join(store, 'audit'))
  const actor = whoAsks()
  try {
    const result = await act()
    await audit.record({ ...entry, actor, outcome: 'done', details: countsOf(result) })
    return result
  } catch (error) {
    await audit.record({ ...entry, actor, outcome: 'failed' })
    throw error
  } finally {
    await audit.close()
  }
}

/** Numbers alone: names of files may say more than an audit log should. */
function countsOf(result: object): Record<string, number> {
  return Object.fromEntries(Object.entries(result).filter(([, value]) => typeof value === 'number'))
}
