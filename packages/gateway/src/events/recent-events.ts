import { canonicalJson } from '@weaklayer/wire'
import { createRecentMap } from '../recent-map.ts'

/**
 * What is remembered of an id.
 * - `new`: nothing.
 * - `double`: it is durable already, with the same content.
 * - `conflict`: it is durable with other content.
 */
type Recollection = 'new' | 'double' | 'conflict'

/** The ids that became durable last, with what they said. Best effort: the oldest are forgotten. */
export interface RecentEvents {
  look(id: string, content: string): Recollection
  remember(id: string, content: string): void
}

export function createRecentEvents(mostCharacters: number): RecentEvents {
  const contents = createRecentMap<string>(mostCharacters)
  return {
    look(id, content) {
      const known = contents.get(id)
      if (known === undefined) return 'new'
      return known === content || sameContent(known, content) ? 'double' : 'conflict'
    },
    remember(id, content) {
      if (contents.get(id) === undefined) contents.set(id, content, id.length + content.length)
    },
  }
}

/** The order of keys says nothing. */
function sameContent(left: string, right: string): boolean {
  return canonicalJson(JSON.parse(left)) === canonicalJson(JSON.parse(right))
}
