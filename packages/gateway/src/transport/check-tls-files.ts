import type { GatewayConfig, Problem } from '@weaklayer/wire'
import { makeTls, readTlsFiles } from '../server/load-tls.ts'
import { type StartError, type StartErrorCode, systemCode } from '../start-error.ts'

const pathEnds: Partial<Record<StartErrorCode, string>> = {
  KEY_UNREADABLE: '.key',
  KEY_MISMATCH: '.key',
  KEY_PASSWORD_WRONG: '.password',
  CLIENT_AUTHORITY_UNUSABLE: '.clientCertificates.authority',
}

/**
 * What a start would find wrong with the files of HTTPS. A file that this user may not read is a warning only: the gateway
 * may be another one.
 */
export async function checkTlsFiles(
  config: GatewayConfig,
  nowMs: number,
): Promise<{ problems: Problem[]; warnings: Problem[] }> {
  const { https } = config.sensor.api
  try {
    if (https !== undefined) makeTls(await readTlsFiles(https), https, nowMs)
    return { problems: [], warnings: [] }
  } catch (error) {
    const { code, message, todo, cause } = error as StartError
    if (pathEnds[code] === undefined && !code?.startsWith('CERTIFICATE_')) throw error
    const problem = { path: `sensor.api.https${pathEnds[code] ?? '.certificate'}`, message, todo }
    const isForbidden = ['EACCES', 'EPERM'].includes(systemCode(cause))
    if (!isForbidden) return { problems: [problem], warnings: [] }
    const unknown = 'Check again as the user of the gateway; what is in the file was not checked.'
    return { problems: [], warnings: [{ ...problem, todo: unknown }] }
  }
}
