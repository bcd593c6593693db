import { join } from 'node:path'
import { createLog, openAudit } from '@weaklayer/gateway'
import type { AuditEntry } from '@weaklayer/wire'

const dayUs = 86_400_000_000

/** Notes in the audit log of a store, `audit` in its directory, what somebody did with it and how it ended. */
export async function auditing<Result extends object>(
  store: string,
  entry: Pick<AuditEntry, 'action' | 'subject'>,
  act: () => Promise<Result>,
): Promise<Result> {
  const config = {
    audit: { enabled: true, directory: join(store, 'audit'), size: 100_000_000, age: 30 * dayUs },
    outputs: [],
  }
  const audit = await openAudit(config, { log: createLog('error'), baseDirectory: process.cwd() })
  const actor = { program: 'weaklayer', ...(process.getuid !== undefined && { uid: process.getuid() }) }
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
