/** The audit log without the gateway, for programs that keep one of their own and have to start at once. */
export type { Audit } from './audit/audit.ts'
export { openAudit } from './audit/open-audit.ts'
export { createLog } from './log/create-log.ts'
