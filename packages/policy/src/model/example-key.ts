import { isLoopback, isPublicExample, type Problem } from '@weaklayer/wire'
import { isJsonObject, type JsonObject } from '../json.ts'

/** The docs' install key is known to everybody: good for a gateway on loopback only. */
export function exampleKeyProblems(managed: JsonObject, file: string): Problem[] {
  const { api, installKey } = managed
  if (!isJsonObject(api) || !isJsonObject(installKey)) return []
  const { secret, checksum } = installKey
  const isExample = [secret, checksum].some(value => typeof value === 'string' && isPublicExample(value))
  if (!isExample || isLoopback(String(api.hostname))) return []
  return [
    {
      path: `${file}: installKey.secret`,
      message: `is the public example of the docs, and the gateway (${String(api.hostname)}) is not loopback`,
      todo: 'Make a real key: `npx --no weaklayer key`.',
    },
  ]
}
