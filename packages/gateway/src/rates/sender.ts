import { isIPv6 } from 'node:net'

/**
 * Whom an address stands for when failures are counted: an IPv4 address for itself, an IPv6 address for its /64, since one
 * machine has all of that.
 */
export function senderOf(address: string): string {
  const plain = address.split('%')[0] ?? ''
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1]
  if (mapped !== undefined) return mapped
  return isIPv6(plain) ? `${network(plain)}::/64` : address
}

/** The first four of eight groups; `::` stands for as many zeros as are missing. */
function network(address: string): string {
  const [before = '', after] = address.toLowerCase().split('::')
  const head = groupsOf(before)
  const tail = groupsOf(after ?? '')
  const zeros = after === undefined ? 0 : 8 - head.length - tail.length
  return [...head, ...Array<string>(Math.max(0, zeros)).fill('0'), ...tail]
    .slice(0, 4)
    .map(group => Number.parseInt(group, 16).toString(16))
    .join(':')
}

/** An IPv4 address at the end is two groups, behind the network. */
function groupsOf(text: string): string[] {
  if (text === '') return []
  return text.split(':').flatMap(group => (group.includes('.') ? ['0', '0'] : [group]))
}
