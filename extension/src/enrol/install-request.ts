import { type InstallRequest, makeProof, type SensorConfig, type SensorKeyPair } from '@weaklayer/wire'
import type { GatewayRequest } from '../delivery/transport.ts'

export interface InstallOptions {
  base: string
  config: SensorConfig
  keys: SensorKeyPair
  /** The gateway's time, as far as known. */
  gatewayNowMs: number
  renewal: boolean
  dryRun?: boolean
  /** A token that is still good, for a first Weaklayer, which keeps the sensor's id only by it. */
  token?: string | undefined
}

/** The request that enrols this sensor or renews its token. */
export async function installRequestOf(options: InstallOptions): Promise<GatewayRequest> {
  const url = `${options.base}/install`
  const firstGeneration = options.config.api.firstGeneration === true
  const headers: Record<string, string> = { 'Content-Type': 'application/json' }
  if (!firstGeneration)
    headers.DPoP = await proofOf(options.keys, { url, gatewayNowMs: options.gatewayNowMs })
  if (firstGeneration && options.token !== undefined) headers.Authorization = `Bearer ${options.token}`
  const body = firstGeneration ? plainBody(options.config) : fullBody(options)
  return { method: 'POST', url, headers, body: new TextEncoder().encode(JSON.stringify(body)) }
}

/** Proves that this sensor holds its private key. */
export async function proofOf(
  keys: SensorKeyPair,
  request: { url: string; gatewayNowMs: number },
): Promise<string> {
  const nowSeconds = Math.floor(request.gatewayNowMs / 1000)
  return await makeProof(keys, { method: 'POST', url: request.url, nowSeconds })
}

/** `https://gateway.example:443` */
export function baseOf(api: SensorConfig['api']): string {
  const bare = api.hostname.replace(/^\[(.*)\]$/, '$1')
  const host = bare.includes(':') ? `[${bare}]` : bare
  return `${api.protocol}://${host}:${api.port}`
}

function plainBody(config: SensorConfig): InstallRequest {
  const { group, secret, checksum } = config.installKey
  return { key: { group, secret, checksum }, label: config.label }
}

function fullBody({ config, renewal, dryRun }: InstallOptions): InstallRequest {
  const { device, user } = config
  return {
    key: config.installKey,
    label: config.label,
    renewal,
    ...(device === undefined ? {} : { device }),
    ...(user === undefined ? {} : { user }),
    ...(dryRun === true ? { dryRun } : {}),
  }
}
