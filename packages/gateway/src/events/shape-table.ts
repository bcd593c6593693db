/** Something that is known by name, of a type. */
interface Entry {
  name: string
  type: string
  usedAt: number
}

/** Entries by type, so few that looking through those of a type takes no time; the ones that were not used for longest go. */
export interface ShapeTable<One extends Entry> {
  ofType(type: string): readonly One[]
  all(): One[]
  /** Adds one, unless there is one of the name; returns those that went for it. */
  add(entry: One): One[]
}

const mostOfType = 8
/** More than sensors have, with fields that come and go. */
const mostOfAll = 128

export function createShapeTable<One extends Entry>(): ShapeTable<One> {
  const types = new Map<string, One[]>()
  const none: readonly One[] = []
  const all = () => [...types.values()].flat()

  const remove = (entry: One) => {
    const left = types.get(entry.type)?.filter(one => one !== entry) ?? []
    if (left.length === 0) types.delete(entry.type)
    else types.set(entry.type, left)
    return entry
  }

  return {
    ofType: type => types.get(type) ?? none,
    all,
    add(entry) {
      const same = types.get(entry.type) ?? none
      if (same.some(one => one.name === entry.name)) return []
      const gone: One[] = []
      if (same.length === mostOfType) gone.push(remove(leastUsed(same)))
      else if (all().length === mostOfAll) gone.push(remove(leastUsed(all())))
      types.set(entry.type, [...(types.get(entry.type) ?? none), entry])
      return gone
    },
  }
}

function leastUsed<One extends Entry>(entries: readonly One[]): One {
  return entries.reduce((left, right) => (right.usedAt < left.usedAt ? right : left))
}
