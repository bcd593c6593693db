import { join } from 'node:path'
import { listAuditChains, verifyAudit } from '@weaklayer/review'

/** What is wrong with the audit logs of gateways, whatever was killed and whichever call failed: their chains must be whole. */
export async function auditProblems(directories: readonly string[]): Promise<string[]> {
  const problems: string[] = []
  const chains = await Promise.all(directories.map(each => listAuditChains(join(each, 'audit'))))
  for (const { files } of chains.flat()) {
    const { records, findings, torn } = await verifyAudit(files, {})
    if (records === 0) problems.push('the audit log of a gateway holds nothing')
    if (torn !== undefined) problems.push('the audit log of a gateway ends in a torn line')
    for (const { kind, place, message } of findings.slice(0, 3))
      problems.push(`the audit log of a gateway is not whole: line ${place?.line}: ${kind}: ${message}`)
  }
  return problems
}
