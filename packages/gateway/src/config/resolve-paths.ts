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
      api: { ...api, ...(https && { https: resolveHttps(https, absolute) }) },
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

type Https = NonNullable<GatewayConfig['sensor']['api']['https']>

function resolveHttps(https: Https, absolute: (path: string) => string): Https {
  const { certificate, key, clientCertificates: clients } = https
  return {
    ...https,
    certificate: absolute(certificate),
    key: absolute(key),
    ...(clients && { clientCertificates: { ...clients, authority: absolute(clients.authority) } }),
  }
}
