import type { GatewayConfig } from '@weaklayer/wire'
import { type CheckToken, createTokenCheck } from './check-token.ts'
import { createTokenKeys } from './token-keys.ts'

/**
 * The check of tokens, which takes none of a past secret that has ended. At the end of one the check begins anew without
 * it, so that no token that was remembered outlives its secret.
 */
export function checkWhileSecretsLast(secrets: GatewayConfig['sensor']['token']['secrets']): CheckToken {
  let keys = createTokenKeys(secrets)
  let check = createTokenCheck(keys)
  return (token, nowMs) => {
    const nowUs = nowMs * 1000
    if (nowUs > keys.endsUs) {
      keys = createTokenKeys(secrets, nowUs)
      check = createTokenCheck(keys)
    }
    return check(token, nowMs)
  }
}
