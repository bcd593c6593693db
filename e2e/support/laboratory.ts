import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '@weaklayer/gateway/testing'
import { readEventFiles } from '@weaklayer/review'
import type { StoredEvent } from '@weaklayer/wire'
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts'
import type { LabBrowser } from './lab-browser.ts'
import { type BrowserOptions, openBrowser } from './open-browser.ts'
import { gatewayConfigFor, makeSecrets, policyFor, type Secrets } from './secrets.ts'
import { startTestSite, type TestSite } from './test-site.ts'

/** Real parts in a folder of their own: secrets, a gateway, a site, and browsers with the sensor. */
export interface Laboratory {
  directory: string
  secrets: Secrets
  gatewayPort: number
  site: TestSite
  /** Starts the gateway; its event files are shared by all runs. */
  startGateway(change?: ConfigChange): Promise<GatewayProcess>
  /** Opens a browser on a profile of this laboratory, with a development build for the policy. */
  openBrowser(options?: BrowserOptions): Promise<LabBrowser>
  stored(): Promise<StoredEvent[]>
  storedIn(directory: string): Promise<StoredEvent[]>
  close(): Promise<void>
}

export type GatewayConfigFile = ReturnType<typeof gatewayConfigFor>
type ConfigChange = (config: GatewayConfigFile) => object & { sensor: { api: { port: number } } }

export async function openLaboratory(): Promise<Laboratory> {
  const directory = await mkdtemp(join(tmpdir(), 'weaklayer-e2e-'))
  const secrets = await makeSecrets()
  const gatewayPort = await freePort()
  const site = await startTestSite()
  const running: { kill(): Promise<void> }[] = []
  return {
    directory,
    secrets,
    gatewayPort,
    site,
    async startGateway(change = config => config) {
      const gateway = await startGatewayProcess(
        directory,
        change(gatewayConfigFor(secrets, { port: gatewayPort, directory })),
      )
      running.push(gateway)
      return gateway
    },
    async openBrowser(options = {}) {
      const policy = options.release ? undefined : (options.policy ?? policyFor(secrets, gatewayPort))
      const browser = await openBrowser(directory, { ...options, policy })
      running.push(browser)
      return browser
    },
    stored: () => storedEvents(join(directory, 'events')),
    storedIn: storedEvents,
    async close() {
      await Promise.all(running.map(one => one.kill()))
      await site.close()
      await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
    },
  }
}

async function storedEvents(directory: string): Promise<StoredEvent[]> {
  const events: StoredEvent[] = []
  if (!existsSync(directory)) return events
  for await (const entry of readEventFiles(directory)) {
    if (entry.status === 'unreadable') throw new Error(`${entry.file}:${entry.line} ${entry.message}`)
    events.push(entry.event)
  }
  return events
}

/** Waits until a condition holds; fails with what was last seen. */
export async function until<T>(
  look: () => Promise<T>,
  holds: (seen: T) => boolean,
  limitMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + limitMs
  for (;;) {
    const seen = await look()
    if (holds(seen)) return seen
    if (Date.now() > deadline)
      throw new Error(`Not within ${limitMs} ms. Last seen: ${JSON.stringify(seen)?.slice(0, 2000)}`)
    await delay(100)
  }
}
