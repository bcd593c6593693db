/** What the order of a chain is made from. */
export interface Link {
  id: string
  previous: string | null | undefined
  firstTime: number
}

/**
 * Orders epochs along their chain: each after the one that it names, whatever the clock said. Chains, and
 * branches of a cloned profile, follow each other by their first time. Links that form a circle (nobody honest
 * makes one) come last.
 */
export function inChainOrder<One extends Link>(links: readonly One[]): One[] {
  const byTime = [...links].sort(
    (left, right) => left.firstTime - right.firstTime || (left.id < right.id ? -1 : 1),
  )
  const ids = new Set(links.map(link => link.id))
  const followers = Map.groupBy(byTime, link => link.previous)
  const ordered = new Set<One>()
  const follow = (starts: One[]) => {
    const waiting = starts.toReversed()
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (ordered.has(next)) continue
      ordered.add(next)
      waiting.push(...(followers.get(next.id) ?? []).toReversed())
    }
  }
  follow(byTime.filter(link => typeof link.previous !== 'string' || !ids.has(link.previous)))
  follow(byTime)
  return [...ordered]
}
