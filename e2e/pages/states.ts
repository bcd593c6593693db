import { exampleView } from '@weaklayer/extension/example-view'

type View = ReturnType<typeof exampleView>

/** The states that the pages are looked at in. */
export type StateName = keyof typeof states

/** What the worker would answer, relative to now. */
export function viewIn(state: StateName, nowMs = Date.now()): View {
  const view = exampleView(states[state](nowMs), nowMs)
  const entries = Object.entries(view).filter(([key]) => !absent[state]?.includes(key))
  return Object.fromEntries(entries) as View
}

/** What a sensor in this state does not have. */
const absent: Partial<Record<StateName, readonly string[]>> = {
  pending: ['gateway', 'label', 'sensor'],
  invalid: ['gateway', 'sensor'],
}

const longWord = 'x'.repeat(300)
export const markup = '<img src=x onerror="globalThis.attacked = true">'
const turned = 'evil\u202Emoc.elpmaxe\u202C'

const states = {
  ok: () => ({ page: { host: 'www.example.org', recorded: true } }),
  pending: () => ({
    policy: { state: 'pending', source: 'none', problems: [] },
    notice: {},
    connection: { state: 'unconfigured' },
    delivery: { lastEvents: [], deliveredTotal: 0 },
    queue: { events: 14, bytes: 4200, oldestAgeMs: 40_000 },
    record: { epoch: '00f1e2d3c4b5a697', lastSeq: 14, recordedTotal: 14 },
    page: { host: 'www.example.org', recorded: true },
  }),
  invalid: () => ({
    policy: {
      state: 'invalid',
      source: 'managed',
      problems: [
        {
          path: 'api.port',
          message: 'Too big: expected number to be <=65535',
          todo: 'Correct it in the policy.',
        },
        { path: 'installKey', message: 'missing', todo: 'Add it to the policy.' },
        { path: 'excludeHosts', message: 'unknown key', todo: 'Did you mean `excludedHosts`?' },
      ],
    },
    connection: { state: 'unconfigured' },
    delivery: { lastEvents: [], deliveredTotal: 0 },
    queue: { events: 1, bytes: 310, oldestAgeMs: 200_000 },
    record: { epoch: '00f1e2d3c4b5a697', lastSeq: 1, recordedTotal: 1 },
    page: { host: '', recorded: false, reason: 'unsupported' },
  }),
  refused: nowMs => ({
    connection: {
      state: 'refused',
      retryAtMs: nowMs + 3 * 3_600_000,
      lastError: {
        code: 'KEY_REFUSED',
        message: 'The gateway has no verifier for this install key.',
        todo: 'Configure an install key that this gateway has a verifier for.',
        atMs: nowMs - 240_000,
      },
    },
    queue: { events: 1234, bytes: 315_000, oldestAgeMs: 3 * 86_400_000 },
    page: { host: 'online.chase.com', recorded: false, reason: 'excluded' },
  }),
  retrying: nowMs => ({
    device: 'LAPTOP-7',
    user: 'ada@example.com',
    gateway: { protocol: 'http', hostname: 'gateway.example.com', port: 8080, unencrypted: true },
    capture: {
      ...exampleView().capture,
      level: 'full',
      textScope: 'all',
      exactLength: true,
      fullHosts: ['*.example.com'],
      includedHosts: ['*.example.com', 'example.org'],
      incognito: true,
    },
    connection: {
      state: 'retrying',
      retryAtMs: nowMs + 25_000,
      lastError: {
        code: 'NETWORK',
        message: 'The gateway did not answer.',
        todo: 'Check the network.',
        atMs: nowMs - 5000,
      },
    },
    policy: {
      state: 'ok',
      source: 'cached',
      problems: [{ path: 'flushIntervalMs', message: 'expected number', todo: 'Correct it in the policy.' }],
    },
    queue: { events: 37, bytes: 9800, oldestAgeMs: 130_000 },
    dropped: { flood: { WindowLocation: 1200 }, quota: { Window: 3, TextInput: 1 } },
    page: { host: 'shop.example.net', recorded: false, reason: 'not_included' },
  }),
  hostile: nowMs => ({
    version: markup,
    label: `${markup}${longWord}`,
    device: turned,
    user: longWord,
    sensor: `${markup}${longWord}`,
    notice: {
      text: `${markup}\n${turned}\n${longWord}`,
      contact: `${turned}${longWord}`,
      link: 'javascript:globalThis.attacked=true',
    },
    gateway: { protocol: 'https', hostname: `${longWord}.example`, port: 8443, unencrypted: true },
    policy: {
      state: 'ok',
      source: 'managed',
      problems: [{ path: `${markup}${longWord}`, message: turned, todo: markup }],
    },
    connection: {
      state: 'retrying',
      lastError: { code: longWord, message: markup, todo: turned, atMs: nowMs },
    },
    delivery: {
      lastAtMs: Number.NaN,
      lastEvents: [{ type: markup, host: `${turned}${longWord}`, timeMs: 1e300 }],
      deliveredTotal: 1e15,
    },
    dropped: { [markup]: { [longWord]: 3 } },
    page: { host: `${turned}.${longWord}`, recorded: true },
  }),
} as const satisfies Record<string, (nowMs: number) => Partial<View>>
