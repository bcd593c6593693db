import { BlockList, isIPv6 } from 'node:net'

/** Whether an address is one of a list, or in one of its ranges. */
export type Networks = (address: string) => boolean

/** `list` has addresses and ranges such as 10.0.0.0/8, as the schema of the configuration lets them in. */
export function createNetworks(list: readonly string[]): Networks {
  const networks = new BlockList()
  for (const one of list) {
    const [address = '', prefix] = one.split('/')
    if (prefix === undefined) networks.addAddress(address, familyOf(address))
    else networks.addSubnet(address, Number(prefix), familyOf(address))
  }
  return address => networks.check(address, familyOf(address))
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4'
}
