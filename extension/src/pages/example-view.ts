import type { SensorView } from '../protocol.ts'

/** Noon of a day, UTC; the moment that the examples are looked at. */
export const exampleNowMs = Date.UTC(2026, 3, 14, 12, 0, 0)

/** A view of a sensor where all is well, for tests; each test changes what it is about. */
export function exampleView(changes: Partial<SensorView> = {}, nowMs = exampleNowMs): SensorView {
  return {
    version: '0.1.0',
    sensor: '8c1f2f0e-6d1b-8a3c-9e57-2b9d0c4f7a61',
    label: 'finance-laptops',
    policy: { state: 'ok', source: 'managed', problems: [] },
    notice: {
      text: 'Example Ltd records this to find stolen passwords and phishing pages.\nNobody reads your mail.',
      contact: 'privacy@example.com',
      link: 'https://intranet.example.com/browser-security',
    },
    gateway: { protocol: 'https', hostname: 'gateway.example.com', port: 443, unencrypted: false },
    capture: {
      level: 'standard',
      textScope: 'fields',
      exactLength: false,
      urlDetail: 'redacted',
      disabledEvents: [],
      excludedHosts: ['*.nhs.uk', '*.dgb.de', '*.chase.com'],
      includedHosts: [],
      incognito: false,
    },
    connection: { state: 'connected' },
    delivery: {
      lastAtMs: nowMs - 2 * 60_000,
      lastEvents: [
        { type: 'WindowLocation', timeMs: nowMs - 125_000, host: 'www.example.org' },
        { type: 'TextInput', timeMs: nowMs - 131_000, host: 'sign-in.example.org' },
        { type: 'Window', timeMs: nowMs - 140_000, host: 'sign-in.example.org' },
        { type: 'Status', timeMs: nowMs - 3_700_000 },
      ],
      deliveredTotal: 12_345,
    },
    queue: { events: 0, bytes: 0, oldestAgeMs: 0 },
    record: { epoch: '00f1e2d3c4b5a697', lastSeq: 812, recordedTotal: 12_345 },
    dropped: {},
    ...changes,
  }
}
