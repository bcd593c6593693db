import { parse } from 'tldts'

/** A host, as its owner registered it. */
export interface Site {
  /** The registrable domain: what somebody registered, or was given below a suffix such as `github.io`. */
  site: string
  /** The registered name without its suffix; the whole host where there is no registrable domain. */
  name: string
  /** Whether it stands below a suffix where anybody gets a name from a private operator. */
  isHosted: boolean
  isAddress: boolean
}

/**
 * The site of a host by the public suffix list. Private suffixes count: `a.github.io` and `b.github.io` belong to different
 * people. Addresses and names without a dot are sites of their own.
 */
export function siteOf(hostname: string): Site {
  const { domain, domainWithoutSuffix, isPrivate, isIp } = parse(hostname, {
    allowPrivateDomains: true,
    validateHostname: false,
  })
  return {
    site: domain ?? hostname,
    name: domainWithoutSuffix || hostname,
    isHosted: isPrivate === true,
    isAddress: isIp === true,
  }
}

/** Remembers the sites of hosts: the same ones are asked for again and again. */
export function createSites(): (hostname: string) => Site {
  const known = new Map<string, Site>()
  return hostname => {
    const before = known.get(hostname)
    if (before !== undefined) return before
    const site = siteOf(hostname)
    known.set(hostname, site)
    return site
  }
}
