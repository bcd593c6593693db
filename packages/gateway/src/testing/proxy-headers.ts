import { isIPv4 } from 'node:net'

export interface BinaryHeader {
  /** Of the client. */
  address?: string
  /** @default PROXY */
  command?: number
  /** @default that of the address, or none */
  family?: number
  /** What stands behind the addresses. */
  notes?: Uint8Array
}

/** A header of the PROXY protocol, version 2. */
export function binaryHeader({
  address,
  command = 0x21,
  family,
  notes = Buffer.alloc(0),
}: BinaryHeader): Buffer {
  const addresses = address === undefined ? Buffer.alloc(0) : addressesOf(address)
  const own = address === undefined ? 0 : isIPv4(address) ? 0x11 : 0x21
  const head = Buffer.from([...Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1'), command, family ?? own, 0, 0])
  head.writeUInt16BE(addresses.length + notes.length, 14)
  return Buffer.concat([head, addresses, notes])
}

/** From, to, and both ports. */
function addressesOf(address: string): Buffer {
  const from = isIPv4(address) ? Buffer.from(address.split('.').map(Number)) : ipv6Bytes(address)
  return Buffer.concat([from, from, Buffer.from([0xdc, 0x04, 0x01, 0xbb])])
}

function ipv6Bytes(address: string): Buffer {
  const [before = '', after] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::')
  const groups = (text = '') => (text === '' ? [] : text.split(':'))
  const zeros = Array<string>(8 - groups(before).length - groups(after).length).fill('0')
  const all = [...groups(before), ...zeros, ...groups(after)]
  return Buffer.concat(all.map(group => Buffer.from(group.padStart(4, '0'), 'hex')))
}
