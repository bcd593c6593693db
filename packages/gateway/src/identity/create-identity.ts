import type { GatewayConfig } from '@weaklayer/wire'
import { createInstallKeyCheck, type InstallKeyCheck } from './check-install-key.ts'
import { checkRevoked } from './check-revoked.ts'
import type { CheckToken } from './check-token.ts'
import { checkWhileSecretsLast } from './check-while-secrets-last.ts'
import type { RevocationIndex } from './revocation-index.ts'
import { createTokenKeys, type TokenKeys } from './token-keys.ts'

/** Whom the gateway knows. A new configuration replaces it as a whole; requests that run go on with what they began with. */
export interface Identity {
  tokenKeys: TokenKeys
  checkToken: CheckToken
  checkInstallKey: InstallKeyCheck
}

export function createIdentity({ sensor }: GatewayConfig, revocations: RevocationIndex): Identity {
  const tokenKeys = createTokenKeys(sensor.token.secrets)
  return {
    tokenKeys,
    checkToken: checkRevoked(checkWhileSecretsLast(sensor.token.secrets), revocations),
    checkInstallKey: createInstallKeyCheck(sensor.install.verifiers),
  }
}
