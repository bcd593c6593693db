import {
  type GatewayConfig,
  gatewayConfig,
  type InstallKey,
  makeInstallKey,
  makeVerifier,
  toBase64,
  type Verifier,
} from '@weaklayer/wire'
import type { PolicyName, Scenario } from './action.ts'

/** What is the same in all worlds: keys, secrets, and the configurations made of them. */
export interface Setting {
  managed(policy: PolicyName): unknown
  gateway(options: GatewayChoice): GatewayConfig
}

export interface GatewayChoice extends Pick<Scenario, 'fileBytes' | 'proof'> {
  secrets: 'first' | 'second' | 'second_only'
  verifiers: 'both' | 'first' | 'second'
}

export async function createSetting(): Promise<Setting> {
  const [first, second, stranger] = await Promise.all(
    [
      '68886d61-572b-41a5-8edd-93a564fb5ba3',
      '0b6d2b0c-9f5e-4e3a-8f43-6a7f0b0e6c11',
      '0b6d2b0c-9f5e-4e3a-8f43-6a7f0b0e6c11',
    ].map(group => makeInstallKey(group)),
  )
  const keys = { first: first as InstallKey, second: second as InstallKey, stranger: stranger as InstallKey }
  const verifiers = { first: await makeVerifier(keys.first), second: await makeVerifier(keys.second) }
  const [secret, otherSecret] = [1, 2].map(fill => toBase64(new Uint8Array(64).fill(fill)))
  const secrets = {
    first: { current: secret, past: [] },
    second: { current: otherSecret, past: [secret] },
    second_only: { current: otherSecret, past: [] },
  }
  const configs = new Map<string, GatewayConfig>()
  return {
    managed: policy => managedOf(policy, keys),
    gateway(choice) {
      const key = JSON.stringify(choice)
      const config = configs.get(key) ?? gatewayOf(choice, verifiers, secrets[choice.secrets])
      configs.set(key, config)
      return config
    },
  }
}

function managedOf(policy: PolicyName, keys: Record<'first' | 'second' | 'stranger', InstallKey>): unknown {
  const base = {
    api: { protocol: 'https', hostname: 'gateway.example', port: 8443 },
    installKey: keys.first,
    label: 'simulated',
    excludedHosts: ['*.excluded.example'],
    urls: { detail: 'full' },
    flushIntervalMs: 2000,
  }
  switch (policy) {
    case 'first_group':
      return base
    case 'second_group':
      return { ...base, installKey: keys.second }
    case 'wrong_key':
      return { ...base, installKey: keys.stranger }
    case 'tiny_store':
      return { ...base, buffer: { maxEvents: 30, maxBytes: 24_000 } }
    case 'invalid':
      return { ...base, api: { protocol: 'gopher' } }
    case 'none':
      return undefined
  }
}

function gatewayOf(
  { fileBytes, proof, verifiers: accepted }: GatewayChoice,
  verifiers: Record<'first' | 'second', Verifier>,
  secrets: object,
): GatewayConfig {
  const all = accepted === 'both' ? [verifiers.first, verifiers.second] : [verifiers[accepted]]
  return gatewayConfig.parse({
    sensor: {
      token: { duration: '2h', secrets, proof },
      install: { verifiers: all },
    },
    outputs: [{ type: 'filesystem', directory: 'events', size: fileBytes, age: '2m' }],
    limits: { batchEvents: 10, stringLength: 512 },
    admin: { enabled: false },
  })
}
