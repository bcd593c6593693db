import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linesOf, post, startTestGateway, type TestGateway } from '../testing/test-gateway.ts'
import { clientBehind } from './client-address.ts'
import { createNetworks } from './networks.ts'
import { plainAddress } from './plain-address.ts'

const isTrusted = createNetworks(['10.0.0.0/8', '192.0.2.7', 'fd00::/8', '2001:db8::1'])

const members: [address: string, isMember: boolean][] = [
  ['10.0.0.0', true],
  ['10.255.255.255', true],
  ['11.0.0.0', false],
  ['192.0.2.7', true],
  ['192.0.2.8', false],
  ['fd12:3456::1', true],
  ['fe00::1', false],
  ['2001:db8::1', true],
  ['2001:db8:0:0::1', true],
  ['2001:db8::2', false],
  ['::ffff:10.1.2.3', true],
  ['::ffff:a01:203', true],
  ['::ffff:11.1.2.3', false],
]

test.each(members)('%s is in the list: %s', (address, isMember) => {
  expect(isTrusted(address)).toBe(isMember)
})

const addresses: [text: string, plain: string | undefined][] = [
  ['203.0.113.9', '203.0.113.9'],
  [' 203.0.113.9 ', '203.0.113.9'],
  ['203.0.113.9:4711', '203.0.113.9'],
  ['2001:db8::9', '2001:db8::9'],
  ['[2001:db8::9]', '2001:db8::9'],
  ['[2001:db8::9]:4711', '2001:db8::9'],
  ['fe80::1%eth0', 'fe80::1'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['::FFFF:203.0.113.9', '203.0.113.9'],
  ['', undefined],
  ['unknown', undefined],
  ['203.0.113', undefined],
  ['203.0.113.256', undefined],
  ['203.0.113.9:', undefined],
  ['203.0.113.9:123456', undefined],
  ['[203.0.113.9', undefined],
  ['203.0.113.09', undefined],
  ['203.0.113.9 198.51.100.1', undefined],
  ['"203.0.113.9"', undefined],
  ['2001:db8::9::1', undefined],
]

test.each(addresses)('the text %j is the address %j', (text, plain) => {
  expect(plainAddress(text)).toBe(plain)
})

type Case = [what: string, request: { peer: string; says: string }, client: string]

const clients: Case[] = [
  ['a stranger says who it is', { peer: '203.0.113.9', says: '198.51.100.1' }, '203.0.113.9'],
  ['one proxy', { peer: '10.0.0.1', says: '198.51.100.1' }, '198.51.100.1'],
  ['no header', { peer: '10.0.0.1', says: '' }, '10.0.0.1'],
  ['the client wrote a header itself', { peer: '10.0.0.1', says: '10.9.9.9, 198.51.100.1' }, '198.51.100.1'],
  ['two proxies', { peer: '10.0.0.1', says: '6.6.6.6, 198.51.100.1, 192.0.2.7' }, '198.51.100.1'],
  ['two proxies, the client a proxy as well', { peer: '10.0.0.1', says: '10.0.0.3, 10.0.0.2' }, '10.0.0.3'],
  ['a port', { peer: '10.0.0.1', says: '198.51.100.1:4711' }, '198.51.100.1'],
  ['IPv6 in brackets', { peer: 'fd00::1', says: '[2001:db8::9]:4711' }, '2001:db8::9'],
  ['rubbish at the end', { peer: '10.0.0.1', says: '198.51.100.1, unknown' }, '10.0.0.1'],
  ['rubbish behind a trusted one', { peer: '10.0.0.1', says: 'unknown, 10.0.0.2' }, '10.0.0.1'],
  ['rubbish in front of the client', { peer: '10.0.0.1', says: '<script>, 198.51.100.1' }, '198.51.100.1'],
  ['an empty entry at the end', { peer: '10.0.0.1', says: '198.51.100.1,' }, '10.0.0.1'],
]

test.each(clients)('%s: %j is %s', (_what, { peer, says }, client) => {
  expect(clientBehind(peer, says, isTrusted)).toBe(client)
})

test('nothing that a stranger sends counts, and nothing makes anything but an address', () => {
  const part = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.constant('10.0.0.2'), fc.constant(''))
  const header = fc.array(part, { maxLength: 6 }).map(parts => parts.join(','))
  fc.assert(
    fc.property(header, text => {
      expect(clientBehind('203.0.113.9', text, isTrusted)).toBe('203.0.113.9')
      expect(plainAddress(clientBehind('10.0.0.1', text, isTrusted))).toBeDefined()
    }),
    { seed: 20_261_122, numRuns: 2000 },
  )
})

const install = (gateway: TestGateway, headers: Record<string, string>, key: unknown = gateway.key) =>
  post(`${gateway.url}/install`, { headers, body: JSON.stringify({ key, label: 'x' }) })
const addressesIn = ({ directory }: TestGateway) => linesOf(directory).map(({ address }) => address)

test('the Install event names the client of a trusted proxy, and whoever connects otherwise', async () => {
  const [open, closed] = [
    await startTestGateway({ api: { trustedProxies: ['127.0.0.0/8'] } }),
    await startTestGateway(),
  ]
  const headers = { 'x-forwarded-for': '198.51.100.1', forwarded: 'for=6.6.6.6', 'x-real-ip': '6.6.6.6' }
  for (const gateway of [open, closed]) expect((await install(gateway, headers)).status).toBe(200)
  expect([addressesIn(open), addressesIn(closed)]).toEqual([['198.51.100.1'], ['127.0.0.1']])
})

test('a listener for IPv4 and IPv6 shows and trusts IPv4 addresses as such', async () => {
  const [open, closed] = [
    await startTestGateway({ api: { host: '::', trustedProxies: ['127.0.0.1'] } }),
    await startTestGateway({ api: { host: '::' } }),
  ]
  for (const gateway of [open, closed]) {
    const url = `http://127.0.0.1:${gateway.port}`
    const answer = await install({ ...gateway, url }, { 'x-forwarded-for': '198.51.100.1' })
    expect(answer.status).toBe(200)
  }
  expect([addressesIn(open), addressesIn(closed)]).toEqual([['198.51.100.1'], ['127.0.0.1']])
})

test('several headers count as one', async () => {
  const gateway = await startTestGateway({ api: { trustedProxies: ['127.0.0.1', '10.0.0.2'] } })
  const headers = new Headers([
    ['content-type', 'application/json'],
    ['x-forwarded-for', '6.6.6.6, 198.51.100.1'],
    ['x-forwarded-for', '10.0.0.2'],
  ])
  const body = JSON.stringify({ key: gateway.key, label: 'x' })
  expect((await fetch(`${gateway.url}/install`, { method: 'POST', headers, body })).status).toBe(200)
  expect(addressesIn(gateway)).toEqual(['198.51.100.1'])
})

test('failed installs are counted for each client of a trusted proxy, and a stranger cannot choose whom they count for', async () => {
  const rates = { failedInstallsPerMinute: 1 }
  const statuses = async (trustedProxies: string[]) => {
    const gateway = await startTestGateway({ api: { trustedProxies }, rates })
    const from = async (address: string) =>
      (await install(gateway, { 'x-forwarded-for': address }, 'none')).status
    return [await from('198.51.100.1'), await from('198.51.100.2'), await from('198.51.100.1')]
  }
  expect(await statuses(['127.0.0.1'])).toEqual([400, 400, 429])
  expect(await statuses(['127.0.0.2'])).toEqual([400, 429, 429])
})
