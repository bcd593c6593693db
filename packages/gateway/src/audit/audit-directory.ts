import { join } from 'node:path'
import type { GatewayConfig } from '@weaklayer/wire'

/** Where the audit log is kept, as configured or by default: not with an output that may fail. */
export function auditDirectory({ audit, outputs }: Pick<GatewayConfig, 'audit' | 'outputs'>): string {
  if (audit.directory !== undefined) return audit.directory
  const files = outputs.find(output => output.type === 'filesystem' && output.required)
  return files?.type === 'filesystem' ? join(files.directory, 'audit') : 'audit'
}
