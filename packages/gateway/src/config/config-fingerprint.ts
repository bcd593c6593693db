import { createHash } from 'node:crypto'
import { canonicalJson, type GatewayConfig, pastSecretOf } from '@weaklayer/wire'
import { createTokenKeys } from '../identity/token-keys.ts'

/**
 * Tells configurations apart: gateways of one fleet should have the same. 16 hex digits. Secrets do not go into it: of token
 * secrets their names in tokens and their ends do, of the token of administrators a name too, of a certificate's password nothing.
 */
export function configFingerprint(config: GatewayConfig): string {
  const { token, api } = config.sensor
  const { password: _, ...https } = api.https ?? {}
  const { token: adminToken, ...admin } = config.admin
  const shown = {
    ...config,
    admin: { ...admin, ...(adminToken !== undefined && { token: adminTokenName(adminToken) }) },
    sensor: {
      ...config.sensor,
      token: { ...token, secrets: secretNames(token.secrets) },
      api: api.https === undefined ? api : { ...api, https },
    },
  }
  return createHash('sha256').update(canonicalJson(shown)).digest('hex').slice(0, 16)
}

function secretNames(secrets: GatewayConfig['sensor']['token']['secrets']): unknown[] {
  const names = createTokenKeys(secrets).all.map(({ kid }) => kid)
  const ends = [undefined, ...secrets.past.map(entry => pastSecretOf(entry).notAfter)]
  return names.map((name, index) => (ends[index] === undefined ? name : { name, notAfter: ends[index] }))
}

function adminTokenName(token: string): string {
  return createHash('sha256').update('weaklayer admin token').update(token).digest('base64url').slice(0, 12)
}
