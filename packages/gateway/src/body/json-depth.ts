/** How deep a parsed value is nested, up to `most` + 1; something that is no array and no object has depth 0. */
export function depthOf(value: unknown, most: number): number {
  if (typeof value !== 'object' || value === null) return 0
  if (most < 1) return 1
  let deepest = 0
  const fields = value as Record<string, unknown>
  for (const key in fields) {
    const field = fields[key]
    if (typeof field !== 'object' || field === null) continue
    deepest = Math.max(deepest, depthOf(field, most - 1))
    if (deepest >= most) break
  }
  return deepest + 1
}
