import type { InstallKey } from '@weaklayer/wire'

/** What the sensor of the demo gets as its policy: everything, sent at once, to this gateway. */
export function sensorPolicy(gatewayUrl: string, key: InstallKey): object {
  const { protocol, hostname, port } = new URL(gatewayUrl)
  return {
    api: { protocol: protocol.slice(0, -1), hostname, port: Number(port) },
    installKey: key,
    label: 'demo',
    capture: 'full',
    // The demo site only: what somebody visits besides stays redacted.
    urls: { fullHosts: ['127.0.0.1', 'localhost'] },
    flushIntervalMs: 1000,
    notice: { text: 'This is the demo of Weaklayer. What it records stays on this machine.' },
  }
}
