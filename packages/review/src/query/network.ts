import ipaddr from 'ipaddr.js'

/** A range of addresses as hex digits of equal length: 8 for IPv4, 32 for IPv6. */
export interface Network {
  first: string
  last: string
}

const byte = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])'
const group = '[0-9a-f]{1,4}'

/** Four decimal numbers: other spellings of IPv4 (octal, hexadecimal, fewer numbers) are not addresses here. */
export const ipv4Shape = `^${byte}(?:\\.${byte}){3}$`
/** Groups of hex digits with at most one `::`; whether there are too many is not said here. */
export const ipv6Shape = `^(?:(?:${group}:){7}${group}|(?:${group}(?::${group})*)?::(?:${group}(?::${group})*)?)$`

const ipv4 = new RegExp(ipv4Shape)
const ipv6 = new RegExp(ipv6Shape)

/** The network that `10.0.0.0/8`, `2001:db8::/32` or a single address names; undefined for anything else. */
export function networkOf(text: string): Network | undefined {
  const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const key = addressKey(address)
  if (key === undefined) return undefined
  const all = key.length * 4
  const kept = bits === undefined ? all : Number(bits)
  if (kept > all) return undefined
  const rest = (1n << BigInt(all - kept)) - 1n
  const value = BigInt(`0x${key}`)
  const digits = (number: bigint) => number.toString(16).padStart(key.length, '0')
  return { first: digits(value & ~rest), last: digits(value | rest) }
}

/** An address as hex digits, in brackets or not; undefined for what is none. */
function addressKey(text: string): string | undefined {
  const address = text.toLowerCase().replace(/^\[(.*)\]$/s, '$1')
  if (!ipv4.test(address) && !(ipv6.test(address) && ipaddr.IPv6.isValid(address))) return undefined
  const bytes = ipaddr.parse(address).toByteArray()
  return bytes.map(value => value.toString(16).padStart(2, '0')).join('')
}

/** Whether an address is in a network; false for what is no address. */
export function isInNetwork(address: string, { first, last }: Network): boolean {
  const key = addressKey(address)
  return key !== undefined && key.length === first.length && first <= key && key <= last
}
