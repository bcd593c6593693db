import { createHash } from 'node:crypto'
import { canonicalJson, type GatewayConfig } from '@weaklayer/wire'
import { createTokenKeys } from '../identity/token-keys.ts'

/**
 * Tells configurations apart: gateways of one fleet should have the same. 16 hex digits. Secrets do not go into it: of token
 * secrets their names in tokens do, of a certificate's password nothing.
 */
export function configFingerprint(config: GatewayConfig): string {
  const { token, api } = config.sensor
  const { password: _, ...https } = api.https ?? {}
  const keys = createTokenKeys(token.secrets).all.map(({ kid }) => kid)
  const shown = {
    ...config,
    sensor: {
      ...config.sensor,
      token: { ...token, secrets: keys },
      api: api.https === undefined ? api : { ...api, https },
    },
  }
  return createHash('sha256').update(canonicalJson(shown)).digest('hex').slice(0, 16)
}
