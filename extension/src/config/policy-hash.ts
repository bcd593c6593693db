import { canonicalJson, sha256, toHex } from '@weaklayer/wire'
import type { Policy } from './choose-policy.ts'

/** First 16 hex digits of SHA-256 over the policy in force without its secrets. */
export async function policyHash({ capture }: Policy): Promise<string> {
  const { installKey, ...open } = capture
  const content = { ...open, ...(installKey === undefined ? {} : { group: installKey.group }) }
  const hash = await sha256(new TextEncoder().encode(canonicalJson(content)))
  return toHex(hash).slice(0, 16)
}
