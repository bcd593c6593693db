import { expect, test } from 'vitest'
import { type Admission, admitFrame, admitsText } from './admit.ts'
import { frameSource, type SenderFacts } from './frame-source.ts'
import { rulesOf } from './rules-for-tests.ts'

const top = (url: string, more: Partial<SenderFacts> = {}): SenderFacts => ({
  tabId: 7,
  frameId: 0,
  url,
  tabUrl: url,
  incognito: false,
  ...more,
})
const below = (tabUrl: string | undefined, url: string, origin?: string): SenderFacts => ({
  ...top(url),
  frameId: 3,
  tabUrl,
  origin,
})

interface Row {
  name: string
  policy: object
  sender: SenderFacts
  expected: Admission['status'] | (Admission & { status: 'refused' })['reason']
}

const excluded = { excludedHosts: ['*.bank.example'] }
const rows: Row[] = [
  { name: 'a page', policy: {}, sender: top('https://a.example/'), expected: 'recorded' },
  {
    name: 'an excluded page',
    policy: excluded,
    sender: top('https://www.bank.example/'),
    expected: 'excluded',
  },
  {
    name: 'a frame below an excluded page',
    policy: { ...excluded, capture: 'full' },
    sender: below('https://bank.example/', 'https://ads.example/'),
    expected: 'excluded',
  },
  {
    name: 'an excluded frame in another page',
    policy: { ...excluded, capture: 'full' },
    sender: below('https://a.example/', 'https://bank.example/'),
    expected: 'excluded',
  },
  {
    name: 'about:blank that an excluded page opened',
    policy: excluded,
    sender: top('about:blank', { origin: 'https://bank.example' }),
    expected: 'excluded',
  },
  {
    name: 'srcdoc of an excluded frame',
    policy: excluded,
    sender: below('https://a.example/', 'about:srcdoc', 'https://bank.example'),
    expected: 'excluded',
  },
  {
    name: 'a blob: page of an excluded host',
    policy: excluded,
    sender: top('blob:https://bank.example/0b6c'),
    expected: 'excluded',
  },
  {
    name: 'a sandboxed srcdoc below an excluded page',
    policy: excluded,
    sender: below('https://bank.example/', 'about:srcdoc', 'null'),
    expected: 'excluded',
  },
  {
    name: 'a data: frame below an excluded page',
    policy: excluded,
    sender: below('https://bank.example/', 'data:text/html,x', 'null'),
    expected: 'excluded',
  },
  {
    name: 'a frame whose page the browser does not tell',
    policy: {},
    sender: below(undefined, 'https://a.example/'),
    expected: 'unsupported',
  },
  { name: 'a browser page', policy: {}, sender: top('chrome://settings/'), expected: 'unsupported' },
  {
    name: 'a private window',
    policy: {},
    sender: top('https://a.example/', { incognito: true }),
    expected: 'private_window',
  },
  {
    name: 'a private window by policy',
    policy: { incognito: true },
    sender: top('https://a.example/', { incognito: true }),
    expected: 'recorded',
  },
  {
    name: 'a host that is not included',
    policy: { includedHosts: ['*.corp.example'] },
    sender: top('https://a.example/'),
    expected: 'not_included',
  },
  {
    name: 'an included host',
    policy: { includedHosts: ['*.corp.example'] },
    sender: top('https://wiki.corp.example/'),
    expected: 'recorded',
  },
  {
    name: 'srcdoc without a host, in an included page',
    policy: { includedHosts: ['*.corp.example'] },
    sender: below('https://wiki.corp.example/', 'about:srcdoc', 'null'),
    expected: 'recorded',
  },
  {
    name: 'a file, where only some hosts are included',
    policy: { includedHosts: ['*.corp.example'] },
    sender: top('file:///home/a/b.html'),
    expected: 'not_included',
  },
  {
    name: 'a frame with capture minimal',
    policy: { capture: 'minimal' },
    sender: below('https://a.example/', 'https://b.example/'),
    expected: 'frame',
  },
]

test.each(rows)('$name: $expected', ({ policy, sender, expected }) => {
  const admission = admitFrame(frameSource(sender), rulesOf(policy))
  expect(admission.status === 'refused' ? admission.reason : admission.status).toBe(expected)
})

const scopes = [
  { policy: { capture: 'minimal' }, admitted: ['password'] },
  { policy: { capture: 'standard' }, admitted: ['password', 'line'] },
  { policy: { capture: 'full' }, admitted: ['password', 'line', 'area', 'keys'] },
  { policy: { capture: 'full', text: { scope: 'off' } }, admitted: [] },
  { policy: { capture: 'minimal', text: { scope: 'all' } }, admitted: ['password', 'line', 'area', 'keys'] },
  { policy: { capture: 'full', text: { scope: 'password' } }, admitted: ['password'] },
] satisfies { policy: object; admitted: string[] }[]

test.each(scopes)('$policy takes text of $admitted', ({ policy, admitted }) => {
  const fields = ['password', 'line', 'area', 'keys'] as const
  expect(fields.filter(field => admitsText(field, rulesOf(policy)))).toEqual(admitted)
})
