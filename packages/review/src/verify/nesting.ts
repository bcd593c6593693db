/** Most objects and lists within an event, one in the other: more would end the stack of whoever walks them. */
export const mostNested = 500

/** Whether a value holds more objects and lists within each other than that; the value itself does not count. */
export function isNestedDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some(
    member =>
      typeof member === 'object' && member !== null && (most === 0 || isNestedDeeper(member, most - 1)),
  )
}
