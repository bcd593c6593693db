import { isIP } from 'node:net'

/**
 * An address as people write it: without port, brackets and zone, an IPv4 address in IPv6 form as IPv4. Undefined for what
 * is no address.
 */
export function plainAddress(text: string): string | undefined {
  const trimmed = text.trim()
  const [, bracketed] = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(trimmed) ?? []
  const [, withoutPort] = /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(trimmed) ?? []
  const [address = ''] = (bracketed ?? withoutPort ?? trimmed).split('%')
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? []
  const plain = mapped ?? address
  return isIP(plain) === 0 ? undefined : plain
}
