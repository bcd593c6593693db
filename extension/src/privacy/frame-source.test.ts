import { expect, test } from 'vitest'
import { frameSource, type SenderFacts, trustedAddress } from './frame-source.ts'

const sender = (url: string, origin?: string): SenderFacts => ({
  tabId: 1,
  frameId: 0,
  url,
  origin,
  tabUrl: url,
  incognito: false,
})

interface Row {
  name: string
  url: string
  origin?: string
  href: string
  counts: boolean
}

const rows: Row[] = [
  {
    name: 'another path of the same origin',
    url: 'https://a.example/',
    href: 'https://a.example/b',
    counts: true,
  },
  { name: 'another host', url: 'https://a.example/', href: 'https://b.example/', counts: false },
  { name: 'another port', url: 'https://a.example/', href: 'https://a.example:8443/', counts: false },
  { name: 'another scheme', url: 'https://a.example/', href: 'http://a.example/', counts: false },
  {
    name: 'user info before another host',
    url: 'https://a.example/',
    href: 'https://a.example@b.example/',
    counts: false,
  },
  { name: 'no address', url: 'https://a.example/', href: 'nonsense', counts: false },
  {
    name: "about:blank with its opener's address after document.open",
    url: 'about:blank',
    origin: 'https://a.example',
    href: 'https://a.example/',
    counts: true,
  },
  {
    name: 'data: that claims a host',
    url: 'data:text/html,x',
    origin: 'null',
    href: 'https://a.example/',
    counts: false,
  },
  {
    name: 'data: that claims other data',
    url: 'data:text/html,x',
    origin: 'null',
    href: 'data:text/html,y',
    counts: false,
  },
  {
    name: 'the same file with a fragment',
    url: 'file:///a.html',
    origin: 'file://',
    href: 'file:///a.html#x',
    counts: true,
  },
  { name: 'another file', url: 'file:///a.html', origin: 'file://', href: 'file:///b.html', counts: false },
]

test.each(rows)('what a frame says of its address counts within its origin: $name', row => {
  const source = frameSource(sender(row.url, row.origin))
  expect(trustedAddress(source, row.href)).toBe(row.counts ? row.href : row.url)
})
