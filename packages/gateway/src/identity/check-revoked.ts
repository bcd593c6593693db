import type { CheckToken } from './check-token.ts'
import type { RevocationIndex } from './revocation-index.ts'

/** Makes a check of tokens heed revocations, at every request. */
export function checkRevoked(checkToken: CheckToken, revocations: RevocationIndex): CheckToken {
  return (token, nowMs) => {
    const check = checkToken(token, nowMs)
    if (check.status !== 'valid') return check
    const { claims } = check
    if (revocations.refuses(claims)) return { status: 'revoked', claims }
    return claims.iat * 1_000_000 < revocations.endedBeforeUs(claims) ? { status: 'expired' } : check
  }
}
