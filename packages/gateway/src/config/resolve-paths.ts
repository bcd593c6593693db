import { resolve } from 'node:path'
import type { GatewayConfig } from '@weaklayer/wire'

/** Makes every path of a configuration absolute, from the directory of its file. */
export function resolvePaths(config: GatewayConfig, baseDirectory: string): GatewayConfig {
  const absolute = (path: string) => resolve(baseDirectory, path)
  const { https, ...api } = config.sensor.api
  const { file } = config.sensor.revocation
  const outputs = config.outputs.map(output =>
    output.type === 'filesystem' ? { ...output, directory: absolute(output.directory) } : output,
  )
  return {
    ...config,
    sensor: {
      ...config.sensor,
      revocation: { ...config.sensor.revocation, ...(file !== undefined && { file: absolute(file) }) },
      api:
        https === undefined
          ? api
          : {
              ...api,
              https: { ...https, certificate: absolute(https.certificate), key: absolute(https.key) },
            },
    },
    outputs,
    audit: {
      ...config.audit,
      ...(config.audit.directory !== undefined && { directory: absolute(config.audit.directory) }),
    },
    ...(config.updates && { updates: { directory: absolute(config.updates.directory) } }),
    ...(config.deadLetter && { deadLetter: { directory: absolute(config.deadLetter.directory) } }),
  }
}
