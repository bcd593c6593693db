import type { Duck } from '../duck/duck.ts'
import type { StoreView } from './views.ts'

/** Makes views when a statement names them: each opens a file, and most questions name none. */
export interface ViewsOnDemand {
  /** Makes what a statement may read. */
  makeFor(sql: string): Promise<void>
  /** They are made anew where they are named again. */
  forget(): void
}

/** `viewsNow`: all views of the present state, each after those that it reads. */
export function createViewsOnDemand(
  duck: Pick<Duck, 'run'>,
  viewsNow: () => readonly StoreView[],
): ViewsOnDemand {
  let views: readonly StoreView[] | undefined
  let made = new Map<string, Promise<void>>()
  // One after the other: of two that make the same view the later one holds.
  let last: Promise<unknown> = Promise.resolve()

  function make({ name, statement }: StoreView): Promise<void> {
    const known = made.get(name)
    if (known !== undefined) return known
    const places = made
    const making = last
      .then(() => duck.run(statement))
      .catch(error => {
        places.delete(name)
        throw error
      })
    last = making.catch(() => undefined)
    places.set(name, making)
    return making
  }

  return {
    async makeFor(sql) {
      const words = namesIn(sql)
      if (words.size === 0) return
      views ??= viewsNow()
      for (const view of views) if (words.has(view.name)) await make(view)
    },
    forget() {
      views = undefined
      made = new Map()
    },
  }
}

const viewNames = /events|dead_letters|first_seen|seen_by_sensor|removed/gi
/** What of SQL names nothing (texts, comments), and names in quotes, in which other quotes mean nothing. */
const quoted = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|\$\$[\s\S]*?\$\$|"[^"]*"/g

/** The views that a statement may read: paths of files name none. */
function namesIn(sql: string): Set<string> {
  const spoken = sql.replaceAll(quoted, part => (part.startsWith('"') ? part : ' '))
  const names = new Set((spoken.match(viewNames) ?? []).map(name => name.toLowerCase()))
  if (names.has('first_seen')) names.add('seen_by_sensor')
  return names
}
