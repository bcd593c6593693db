import { plainWord, type Query, type QueryNode } from '@weaklayer/review'
import { eventSchemas, nearestOf } from '@weaklayer/wire'

const known = Object.keys(eventSchemas)

/** The event type that somebody may have meant; undefined for a known one, in any case of its letters, and for one that is near to none. */
export function slippedType(type: string): string | undefined {
  const isSame = known.some(each => each.toLowerCase() === type.toLowerCase())
  return isSame ? undefined : nearestOf(type, known)
}

/** What is to be said of types in a query that are near a known one. Types that this version does not know may be meant all the same. */
export function slipsIn({ root }: Query): string[] {
  return typesIn(root).flatMap(type => {
    const meant = slippedType(type)
    return meant === undefined
      ? []
      : [`no known event has the type ${plainWord(type, 60)}; did you mean ${meant}?`]
  })
}

function typesIn(node: QueryNode | undefined): string[] {
  switch (node?.kind) {
    case 'all':
    case 'any':
      return node.of.flatMap(typesIn)
    case 'not':
      return typesIn(node.of)
    case 'field':
      return node.field === 'type' && node.test.kind === 'is' && node.test.pattern.kind === 'plain'
        ? [node.test.pattern.text]
        : []
    default:
      return []
  }
}
