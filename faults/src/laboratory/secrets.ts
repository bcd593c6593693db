import { randomBytes } from 'node:crypto'
import { type InstallKey, makeInstallKey, makeVerifier, type Verifier } from '@weaklayer/wire'

export interface Secrets {
  installKey: InstallKey
  verifier: Verifier
  tokenSecret: string
}

/** Fresh secrets of one group. */
export async function makeSecrets(): Promise<Secrets> {
  const installKey = await makeInstallKey()
  return { installKey, verifier: await makeVerifier(installKey), tokenSecret: makeTokenSecret() }
}

export function makeTokenSecret(): string {
  return randomBytes(64).toString('base64')
}

/** A gateway configuration for them; event files go to `<directory>/events`. */
export function gatewayConfigFor(secrets: Secrets, options: { port: number; directory: string }) {
  return {
    sensor: {
      api: { host: '127.0.0.1', port: options.port },
      token: { secrets: { current: secrets.tokenSecret, past: [] as string[] } },
      install: { verifiers: [secrets.verifier] },
    },
    outputs: [{ type: 'filesystem', directory: `${options.directory}/events` }],
    admin: { port: 0 },
  }
}

/** A sensor policy for them; quick delivery, everything else as given. */
export function policyFor(secrets: Secrets, port: number, more: Record<string, unknown> = {}) {
  return {
    api: { protocol: 'http', hostname: '127.0.0.1', port },
    installKey: { ...secrets.installKey },
    label: 'e2e',
    capture: 'full',
    flushIntervalMs: 500,
    ...more,
  }
}
