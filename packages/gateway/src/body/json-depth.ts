/** Whether a parsed value is nested deeper; something that is no array and no object has depth 0. */
export function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (depth < 1) return true
  if (Array.isArray(value)) return value.some(element => isDeeperThan(element, depth - 1))
  const fields = value as Record<string, unknown>
  for (const key in fields) {
    const field = fields[key]
    if (typeof field === 'object' && field !== null && isDeeperThan(field, depth - 1)) return true
  }
  return false
}
