import { expect, test } from 'vitest'
import { arrivalAt, type Step } from './arrival.ts'
import { createFamilies } from './sign-in-families.ts'
import { createSites } from './site-of.ts'

const minuteUs = 60_000_000
const knowledge = { siteOf: createSites(), families: createFamilies([['acme.com', 'acme-sso.com']]) }
const entry = { time: 100 * minuteUs, page: 99 * minuteUs, site: 'phish.example', home: 'acme.com' }

/** A page at a minute, in a tab; `null` for a sensor that knows no tabs. */
function at(minute: number, hostname: string, tab: number | null = 1): Step {
  return {
    time: minute * minuteUs,
    hostname,
    tab,
    window: minute * minuteUs - 1,
    topWindow: null,
    isTop: true,
  }
}
const page = at(99, 'www.phish.example')

const cases: [string, Step[], object][] = [
  [
    'from a mail in the same tab',
    [at(90, 'mail.google.com'), page],
    { kind: 'mail', fromHost: 'mail.google.com', knownBy: 'tab', beforeUs: 9 * minuteUs },
  ],
  [
    'over pages of the site itself',
    [at(90, 'teams.microsoft.com'), at(95, 'a.phish.example'), page],
    { kind: 'chat', fromHost: 'teams.microsoft.com', knownBy: 'tab', beforeUs: 5 * minuteUs },
  ],
  [
    'from a search',
    [at(98, 'www.google.de'), page],
    { kind: 'search', fromHost: 'www.google.de', knownBy: 'tab', beforeUs: minuteUs },
  ],
  [
    'over another site, which redirects',
    [at(90, 'mail.acme.com'), at(98, 'go.example.net'), page],
    { kind: 'link', fromHost: 'go.example.net', knownBy: 'tab', beforeUs: minuteUs },
  ],
  [
    'from the site of the password',
    [at(98, 'www.acme-sso.com'), page],
    { kind: 'home', fromHost: 'www.acme-sso.com', knownBy: 'tab', beforeUs: minuteUs },
  ],
  [
    'from the mail of the own site',
    [at(98, 'webmail.acme.com'), page],
    { kind: 'mail', fromHost: 'webmail.acme.com', knownBy: 'tab', beforeUs: minuteUs },
  ],
  [
    'in a new tab, with mail in another',
    [at(97, 'outlook.office.com', 2), page],
    { kind: 'mail', fromHost: 'outlook.office.com', knownBy: 'before', beforeUs: 2 * minuteUs },
  ],
  [
    'in a new tab, from somewhere',
    [at(97, 'wiki.example.org', 2), page],
    { kind: 'new tab', fromHost: 'wiki.example.org', knownBy: 'before', beforeUs: 2 * minuteUs },
  ],
  [
    'in a new tab, long after anything else',
    [at(60, 'mail.google.com', 2), page],
    { kind: 'direct', knownBy: 'nothing' },
  ],
  ['with nothing before', [page], { kind: 'direct', knownBy: 'nothing' }],
  ['with nothing known at all', [], { kind: 'direct', knownBy: 'nothing' }],
  [
    'without tabs, after a mail',
    [at(98, 'owa.example.org', null), at(99, 'www.phish.example', null)],
    { kind: 'mail', fromHost: 'owa.example.org', knownBy: 'before', beforeUs: minuteUs },
  ],
  [
    'without tabs, after another page',
    [at(98, 'www.example.org', null), at(99, 'www.phish.example', null)],
    { kind: 'link', fromHost: 'www.example.org', knownBy: 'before', beforeUs: minuteUs },
  ],
  [
    'and then on to the real site',
    [at(98, 'www.google.com'), page, at(101, 'login.acme.com')],
    { kind: 'search', fromHost: 'www.google.com', knownBy: 'tab', beforeUs: minuteUs, homeAfterUs: minuteUs },
  ],
  [
    'in a frame of another site',
    [
      at(80, 'mail.google.com'),
      { ...at(90, 'www.around.example'), window: 7 },
      { ...at(99, 'www.phish.example'), isTop: false, topWindow: 7 },
    ],
    {
      kind: 'mail',
      fromHost: 'mail.google.com',
      knownBy: 'tab',
      beforeUs: 10 * minuteUs,
      insideHost: 'www.around.example',
    },
  ],
]

test.each(cases)('%s', (_, steps, arrival) => {
  expect(arrivalAt(entry, steps, knowledge)).toMatchObject(arrival)
})

test.each([
  ['straight, and stayed', [page], 0, 'nowhere'],
  [
    'over two pages, and let in',
    [at(97, 'www.phish.example'), at(98, 'phish.example'), page, at(101, 'www.phish.example')],
    2,
    'there',
  ],
  ['straight, and sent on', [at(90, 'www.google.com'), page, at(101, 'mail.example.org')], 0, 'elsewhere'],
  ['straight, and something else much later', [page, at(120, 'www.phish.example')], 0, 'nowhere'],
  [
    'straight, and something else in another tab',
    [at(98, 'www.phish.example', 2), page, at(101, 'www.phish.example', 2)],
    0,
    'nowhere',
  ],
] as [string, Step[], number, string][])('%s', (_, steps, ...[pagesBefore, wentOn]) => {
  expect(arrivalAt(entry, steps, knowledge)).toMatchObject({ pagesBefore, wentOn })
})
