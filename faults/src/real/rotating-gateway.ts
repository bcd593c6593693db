import { renameSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Verifier } from '@weaklayer/wire'
import type { LaunchedGateway } from '../laboratory/gateway-process.ts'
import { placeCertificate, servedSerial } from '../laboratory/trusted-certificate.ts'
import type { Lab } from './lab.ts'

/** What changes while gateways run. */
export interface LiveSecrets {
  current: string
  past: string[]
  verifiers: Verifier[]
}

/** A gateway process whose secrets and certificate are changed by a reload, never by a restart. */
export interface RotatingGateway {
  port: number
  /** Resolves once the running process uses them. */
  use(secrets: LiveSecrets): Promise<void>
  /** Resolves once new connections get another certificate. */
  renewCertificate(): Promise<void>
  /** Whether it is the process that was started. */
  isSameProcess(): Promise<boolean>
}

const limitMs = 30_000

export async function startRotating(
  lab: Lab,
  number: number,
  secrets: LiveSecrets,
): Promise<RotatingGateway> {
  const https = placeCertificate(lab.directory, `gateway-${number}`)
  let configOf: (live: LiveSecrets) => object & { sensor: { api: { port: number } } } = () => {
    throw new Error('not started yet')
  }
  const gateway = await lab.gateways.start(number, config => {
    configOf = live => ({
      ...config,
      sensor: {
        ...config.sensor,
        api: { ...config.sensor.api, https },
        token: { secrets: { current: live.current, past: live.past } },
        install: { verifiers: live.verifiers },
      },
    })
    return configOf(secrets)
  })
  const [port, adminPort] = [await lab.gateways.portOf(number), await lab.gateways.adminPortOf(number)]
  const [pid, startedAt] = [gateway.pid(), await startTimeOf(adminPort)]
  return {
    port,
    async use(live) {
      const file = `${gateway.configFile}.new`
      writeFileSync(file, JSON.stringify(configOf(live)))
      renameSync(file, gateway.configFile)
      await reload(gateway, '"changed":')
    },
    async renewCertificate() {
      const before = await servedSerial(port)
      placeCertificate(lab.directory, `gateway-${number}`)
      await reload(gateway, 'another certificate is served')
      if ((await servedSerial(port)) === before) throw new Error('the old certificate is served still')
    },
    isSameProcess: async () => gateway.pid() === pid && (await startTimeOf(adminPort)) === startedAt,
  }
}

/** SIGHUP, as `systemctl reload` sends it, until the log says once more that it counts. */
async function reload(gateway: LaunchedGateway, says: string): Promise<void> {
  const times = () => gateway.log().split(says).length
  const before = times()
  process.kill(gateway.pid(), 'SIGHUP')
  for (const deadline = Date.now() + limitMs; times() === before; await delay(20)) {
    if (Date.now() > deadline) throw new Error(`a reload did not take effect: ${gateway.log().slice(-2000)}`)
  }
}

async function startTimeOf(adminPort: number): Promise<string | undefined> {
  const page = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text()
  return /^process_start_time_seconds (.+)$/m.exec(page)?.[1]
}
