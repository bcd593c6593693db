import { isIPv4, isIPv6, SocketAddress } from 'node:net'

/**
 * What stands at the beginning of a connection, as HAProxy's PROXY protocol has it
 * (https://www.haproxy.org/download/2.6/doc/proxy-protocol.txt).
 * - `more`: it is not there as a whole yet.
 * - `read`: it takes `bytes`; `address` is the client's, absent where the load balancer speaks for itself (health checks).
 * - `invalid`: it is none.
 */
export type ProxyHeader =
  | { status: 'more' }
  | { status: 'read'; bytes: number; address?: string }
  | { status: 'invalid'; reason: string }

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1')
const textStart = Buffer.from('PROXY ', 'latin1')

/** Of version 1, with its line end. */
const mostTextBytes = 107
const fixedBytes = 16
/** Of version 2 behind its fixed part: addresses, and notes that nobody here reads. */
const mostNoteBytes = 4096

/** Reads a header of version 1 or 2. */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (isBeginning(bytes, signature)) return bytes.length < fixedBytes ? { status: 'more' } : readBinary(bytes)
  if (isBeginning(bytes, textStart)) return readText(bytes)
  return invalid('it does not begin with a PROXY header')
}

function isBeginning(bytes: Buffer, start: Buffer): boolean {
  return bytes.subarray(0, start.length).equals(start.subarray(0, bytes.length))
}

function readText(bytes: Buffer): ProxyHeader {
  const end = bytes.subarray(0, mostTextBytes).indexOf('\r\n')
  if (end === -1) {
    return bytes.length < mostTextBytes ? { status: 'more' } : invalid('the line of version 1 has no end')
  }
  const [, family, from = '', to = '', ...ports] = bytes.toString('latin1', 0, end).split(' ')
  if (family === 'UNKNOWN') return { status: 'read', bytes: end + 2 }
  const isAddress = textFamilies.get(family ?? '')
  if (isAddress === undefined) return invalid('the family of version 1 is not TCP4, TCP6 or UNKNOWN')
  if (!isAddress(from) || !isAddress(to)) return invalid('an address of version 1 is none')
  if (ports.length !== 2 || !ports.every(isPort)) return invalid('a port of version 1 is none')
  return { status: 'read', bytes: end + 2, address: from }
}

const textFamilies = new Map([
  ['TCP4', isIPv4],
  ['TCP6', isPlainIPv6],
])

function isPlainIPv6(text: string): boolean {
  return isIPv6(text) && !text.includes('%')
}

function isPort(text: string): boolean {
  return /^(?:0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535
}

/** Command `LOCAL`: the load balancer asks for itself. */
const local = 0x20
const proxied = 0x21

/** Families and transports of version 2, and how many bytes their addresses take. */
const families = new Map<number, { addressBytes: number; read?: (bytes: Buffer) => string }>([
  [0x00, { addressBytes: 0 }],
  [0x11, { addressBytes: 12, read: bytes => bytes.subarray(0, 4).join('.') }],
  [0x21, { addressBytes: 36, read: bytes => ipv6Of(bytes.subarray(0, 16)) }],
  [0x31, { addressBytes: 216 }],
])

function readBinary(bytes: Buffer): ProxyHeader {
  const command = bytes.readUInt8(12)
  if (command !== local && command !== proxied) return invalid('version 2 has another version or command')
  const noteBytes = bytes.readUInt16BE(14)
  if (noteBytes > mostNoteBytes) return invalid('the header of version 2 is too long')
  const end = fixedBytes + noteBytes
  if (bytes.length < end) return { status: 'more' }
  if (command === local) return { status: 'read', bytes: end }
  const family = families.get(bytes.readUInt8(13))
  if (family === undefined) return invalid('the family of version 2 is not TCP')
  if (noteBytes < family.addressBytes) return invalid('the addresses of version 2 are cut')
  const address = family.read?.(bytes.subarray(fixedBytes, end))
  return { status: 'read', bytes: end, ...(address !== undefined && { address }) }
}

function ipv6Of(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16))
  return new SocketAddress({ family: 'ipv6', address: groups.join(':') }).address
}

function invalid(reason: string): ProxyHeader {
  return { status: 'invalid', reason }
}
