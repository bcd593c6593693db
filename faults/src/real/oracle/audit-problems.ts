import { globSync } from 'node:fs'
import { join } from 'node:path'
import { listAuditFiles, verifyAudit } from '@weaklayer/review'

/** What is wrong with the audit logs of gateways, whatever was killed and whichever call failed: their chains must be whole. */
export async function auditProblems(directories: readonly string[]): Promise<string[]> {
  const problems: string[] = []
  for (const directory of directories.flatMap(chainsBelow)) {
    const { records, findings, torn } = await verifyAudit(await listAuditFiles(directory), {})
    if (records === 0) problems.push('the audit log of a gateway holds nothing')
    if (torn !== undefined) problems.push('the audit log of a gateway ends in a torn line')
    for (const { kind, place, message } of findings.slice(0, 3))
      problems.push(`the audit log of a gateway is not whole: line ${place?.line}: ${kind}: ${message}`)
  }
  return problems
}

/** Each worker of a gateway has a chain of its own. */
function chainsBelow(directory: string): string[] {
  const audit = join(directory, 'audit')
  const ofWorkers = globSync('worker-*', { cwd: audit }).map(name => join(audit, name))
  return ofWorkers.length === 0 ? [audit] : ofWorkers
}
