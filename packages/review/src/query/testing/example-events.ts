import type { StoredEvent } from '@weaklayer/wire'
import type { EventInContext } from '../query.ts'

/** The events that the examples of the language reference look at: a morning of two people. */
const minuteUs = 60_000_000
export const exampleNowUs = Date.UTC(2026, 10, 22, 12) * 1000
const morningUs = Date.UTC(2026, 10, 22, 8) * 1000
const laptop = {
  sensor: '3f2a9c1b-0000-8000-8000-000000000001',
  label: 'finance',
  device: 'laptop-7',
  user: 'alice',
}
const tablet = {
  sensor: '77c0ffee-0000-8000-8000-000000000002',
  label: 'sales',
  device: 'tablet-2',
  user: 'Bob Müller',
}
const group = '5b0a4a52-3c6b-4d7e-9a55-0f6a3b1c2d3e'

interface Told {
  who: typeof laptop
  hostname?: string
  conflict?: boolean
}

function happened(minute: number, { who, hostname, conflict }: Told, fields: object): EventInContext {
  const time = morningUs + minute * minuteUs
  const { sensor, ...known } = who
  const event = { time, received: time + 2_000_000, sensor, group, ...fields } as StoredEvent
  return { event, ...known, hostname: hostname ?? null, conflict: conflict ?? false }
}

const address = (hostname: string, path: string, more: object = {}) => ({
  type: 'WindowLocation',
  protocol: 'https:',
  hostname,
  path,
  search: '',
  hash: '',
  ...more,
})
const typed = (inputType: string, textLength: number, more: object = {}) => ({
  type: 'TextInput',
  textHash: 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=',
  inputType,
  textLength,
  tab: 3,
  ...more,
})

/** By the names that the examples use. */
export const exampleEvents: Readonly<Record<string, EventInContext>> = {
  install: happened(
    0,
    { who: laptop },
    {
      type: 'Install',
      label: 'finance',
      isNewInstall: true,
      address: '10.1.2.3',
      userAgent: 'Mozilla/5.0 Firefox/153.0',
    },
  ),
  status: happened(
    1,
    { who: laptop },
    {
      type: 'Status',
      seq: 1,
      queued: 3,
      queuedBytes: 2_500_000,
      oldestAgeMs: 90_000,
      version: '1.2.0',
      policyState: 'invalid',
      policyProblems: [{ path: 'api.port', message: 'is no number' }],
      disabledSources: ['downloads', 'danger'],
      dropped: { quota: { Window: 7 } },
    },
  ),
  window: happened(2, { who: laptop }, { type: 'Window', isTopLevelWindow: true, tab: 3 }),
  signIn: happened(
    3,
    { who: laptop, hostname: 'login.example.com' },
    address('login.example.com', '/sign-in', { search: '?next', tab: 3 }),
  ),
  password: happened(4, { who: laptop, hostname: 'login.example.com' }, typed('password', 8)),
  phish: happened(
    5,
    { who: laptop, hostname: 'login-example.com.evil.test' },
    address('login-example.com.evil.test', '/sign-in/index.php', { port: 8443, tab: 4 }),
  ),
  phishedPassword: happened(
    6,
    { who: laptop, hostname: 'login-example.com.evil.test' },
    typed('password', 8, { tab: 4 }),
  ),
  search: happened(
    60,
    { who: tablet, hostname: 'example.com' },
    address('example.com', '/search', { search: '?q=100%', tab: 1 }),
  ),
  note: happened(
    61,
    { who: tablet, hostname: 'example.com' },
    typed('textarea', 40, { tab: 1, incognito: true }),
  ),
  download: happened(
    62,
    { who: tablet, hostname: 'cdn.example.com' },
    {
      type: 'Download',
      fileName: 'Invoice "final".pdf.iso',
      extension: 'iso',
      bytes: 1_500_000,
      urlHost: 'cdn.example.com',
      referrerHost: 'mail.example.net',
      tab: 1,
    },
  ),
  paste: happened(
    63,
    { who: tablet, conflict: true },
    { type: 'ClipboardWrite', commandClasses: ['powershell', 'mshta'], characters: 420, tab: 1 },
  ),
  dropped: happened(
    64,
    { who: tablet },
    { type: 'Dropped', reason: 'quota', count: 12, firstTime: morningUs, lastTime: morningUs + 5 },
  ),
  odd: happened(
    -60 * 24,
    { who: tablet, hostname: '10.9.8.7' },
    address('10.9.8.7', '/Übersicht', { tab: 2 }),
  ),
}
