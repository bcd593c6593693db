const largestPart = 65_535

/**
 * Whether every browser takes it as a version: one to four numbers up to 65535 with dots between, not all zero.
 * https://developer.chrome.com/docs/extensions/reference/manifest/version
 */
export function isVersion(text: string): boolean {
  if (!/^(0|[1-9]\d{0,4})(\.(0|[1-9]\d{0,4})){0,3}$/.test(text)) return false
  const parts = partsOf(text)
  return parts.every(part => part <= largestPart) && parts.some(part => part > 0)
}

/** Below 0 when the first is lower, above 0 when it is higher; `1.2` is `1.2.0`. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [partsOf(one), partsOf(other)]
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

const partsOf = (version: string) => version.split('.').map(Number)
