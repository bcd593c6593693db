import { isIP } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { binaryHeader } from '../testing/proxy-headers.ts'
import { readProxyHeader } from './proxy-header.ts'

const seed = 20_261_122
const text = (line: string) => Buffer.from(line, 'latin1')

const readable: [what: string, header: Buffer, address: string | undefined][] = [
  ['TCP4', text('PROXY TCP4 198.51.100.1 192.0.2.7 56324 443\r\n'), '198.51.100.1'],
  ['TCP6', text('PROXY TCP6 2001:db8::9 fd00::1 0 65535\r\n'), '2001:db8::9'],
  ['a health check of version 1', text('PROXY UNKNOWN\r\n'), undefined],
  [
    'UNKNOWN with addresses',
    text('PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n'),
    undefined,
  ],
  ['version 2, IPv4', binaryHeader({ address: '198.51.100.1' }), '198.51.100.1'],
  ['version 2, IPv6', binaryHeader({ address: '2001:db8::9' }), '2001:db8::9'],
  [
    'version 2 with notes',
    binaryHeader({ address: '198.51.100.1', notes: Buffer.alloc(500, 4) }),
    '198.51.100.1',
  ],
  ['LOCAL', binaryHeader({ address: '198.51.100.1', command: 0x20 }), undefined],
  ['LOCAL without addresses', binaryHeader({ command: 0x20 }), undefined],
  ['a family that nobody says', binaryHeader({}), undefined],
  ['a local socket', binaryHeader({ family: 0x31, notes: Buffer.alloc(216) }), undefined],
]

test.each(readable)('%s is read, whole only, and what follows is left', (_what, header, address) => {
  const read = { status: 'read', bytes: header.length, ...(address && { address }) }
  expect(readProxyHeader(header)).toEqual(read)
  expect(readProxyHeader(Buffer.concat([header, header, Buffer.from('GET / HTTP/1.1\r\n\r\n')]))).toEqual(
    read,
  )
  for (let bytes = 0; bytes < header.length; bytes++) {
    expect(readProxyHeader(header.subarray(0, bytes))).toEqual({ status: 'more' })
  }
})

const invalid: [what: string, header: Buffer][] = [
  ['a request', text('GET / HTTP/1.1\r\n\r\n')],
  ['a TLS hello', Buffer.from([0x16, 3, 1, 2, 0, 1])],
  ['small letters', text('proxy TCP4 198.51.100.1 192.0.2.7 1 2\r\n')],
  ['a family that does not exist', text('PROXY TCP5 198.51.100.1 192.0.2.7 1 2\r\n')],
  ['a name of an object', text('PROXY constructor 198.51.100.1 192.0.2.7 1 2\r\n')],
  ['no address', text('PROXY TCP4\r\n')],
  ['an address of the other family', text('PROXY TCP4 2001:db8::9 192.0.2.7 1 2\r\n')],
  ['an address that is none', text('PROXY TCP4 198.51.100.256 192.0.2.7 1 2\r\n')],
  ['a zone', text('PROXY TCP6 fe80::1%eth0 fd00::1 1 2\r\n')],
  ['a port too high', text('PROXY TCP4 198.51.100.1 192.0.2.7 65536 2\r\n')],
  ['a port with a zero in front', text('PROXY TCP4 198.51.100.1 192.0.2.7 01 2\r\n')],
  ['two spaces', text('PROXY TCP4  198.51.100.1 192.0.2.7 1 2\r\n')],
  ['something more', text('PROXY TCP4 198.51.100.1 192.0.2.7 1 2 3\r\n')],
  ['a line feed alone', text(`PROXY TCP4 198.51.100.1 192.0.2.7 1 2\n${' '.repeat(70)}`)],
  ['a line without end', text(`PROXY UNKNOWN ${'x'.repeat(93)}`)],
  ['version 3', binaryHeader({ address: '198.51.100.1', command: 0x31 })],
  ['a command that does not exist', binaryHeader({ address: '198.51.100.1', command: 0x22 })],
  ['UDP', binaryHeader({ address: '198.51.100.1', family: 0x12 })],
  ['addresses that are cut', binaryHeader({ family: 0x21, notes: Buffer.alloc(35) })],
  ['too many notes', binaryHeader({ address: '198.51.100.1', notes: Buffer.alloc(4096) })],
]

test.each(invalid)('%s is refused', (_what, header) => {
  expect(readProxyHeader(header)).toEqual({ status: 'invalid', reason: expect.stringMatching(/\w/) })
})

test('the longest line of version 1 is read, and one byte more is not waited for', () => {
  const longest = text(`PROXY UNKNOWN ${'x'.repeat(91)}\r\n`)
  expect(longest).toHaveLength(107)
  expect(readProxyHeader(longest)).toEqual({ status: 'read', bytes: 107 })
  expect(readProxyHeader(text(`PROXY UNKNOWN ${'x'.repeat(92)}\r\n`))).toMatchObject({ status: 'invalid' })
  expect(readProxyHeader(longest.subarray(0, 106))).toEqual({ status: 'more' })
})

const address = fc.oneof(fc.ipV4(), fc.ipV6())
const written = fc.oneof(
  fc.record({ address, notes: fc.uint8Array({ maxLength: 300 }) }).map(one => binaryHeader(one)),
  fc.ipV4().map(from => text(`PROXY TCP4 ${from} 192.0.2.7 1 2\r\n`)),
  fc.ipV6().map(from => text(`PROXY TCP6 ${from} fd00::1 1 2\r\n`)),
)

test('every address that is written is read back', () => {
  fc.assert(
    fc.property(address, from => {
      const read = readProxyHeader(binaryHeader({ address: from }))
      const other = isIP(from) === 4 ? from : new URL(`http://[${from}]/`).hostname.slice(1, -1)
      const same = read.status === 'read' && isIP(read.address ?? '') === 6
      const found = same ? new URL(`http://[${read.address}]/`).hostname.slice(1, -1) : read
      expect(same ? found : (read as { address?: string }).address).toBe(other)
    }),
    { seed, numRuns: 1000 },
  )
})

test('whatever bytes come, the answer is one of three, within bounds', () => {
  const damaged = fc
    .record({ header: written, at: fc.nat(), byte: fc.nat(255), cut: fc.nat() })
    .map(({ header, at, byte, cut }) => {
      const bytes = Buffer.from(header)
      bytes[at % bytes.length] = byte
      return bytes.subarray(0, 1 + (cut % bytes.length))
    })
  const counts = { more: 0, read: 0, invalid: 0 }
  fc.assert(
    fc.property(fc.oneof(damaged, written, fc.uint8Array({ maxLength: 5000 }).map(Buffer.from)), bytes => {
      const header = readProxyHeader(bytes as Buffer)
      counts[header.status]++
      if (header.status === 'more') expect(bytes.length).toBeLessThan(16 + 4096)
      if (header.status !== 'read') return
      expect(header.bytes).toBeLessThanOrEqual(bytes.length)
      if (header.address !== undefined) expect(isIP(header.address)).not.toBe(0)
    }),
    { seed, numRuns: 20_000 },
  )
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(100)
})
