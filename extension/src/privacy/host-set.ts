/** Hosts by pattern: `example.com` is that host, `*.example.com` is that domain with everything below it. */
export interface HostSet {
  size: number
  has(host: string): boolean
}

/** Prepares patterns for looking up hosts: spelling, case and a final dot do not matter. */
export function hostSet(patterns: readonly string[]): HostSet {
  const hosts = new Set<string>()
  const domains = new Set<string>()
  for (const pattern of patterns) {
    if (pattern.startsWith('*.')) domains.add(canonicalHost(pattern.slice(2)))
    else hosts.add(canonicalHost(pattern))
  }
  return {
    size: hosts.size + domains.size,
    has: host => {
      const wanted = canonicalHost(host)
      return hosts.has(wanted) || withParents(wanted).some(parent => domains.has(parent))
    },
  }
}

/** `a.b.c` → `a.b.c`, `b.c`, `c`. */
function withParents(host: string): string[] {
  const labels = host.split('.')
  return labels.map((_, index) => labels.slice(index).join('.'))
}

/** The spelling that browsers use: lower case, punycode, no final dot. */
function canonicalHost(host: string): string {
  const spelled = URL.canParse(`http://${host}/`) ? new URL(`http://${host}/`).hostname : host.toLowerCase()
  return spelled.replace(/\.$/, '')
}
