/** `2026-11-22 14:05:09.123`, local or with `Z` in UTC; times that no calendar holds are given as their number. */
export function formatTime(timeUs: number, utc: boolean): string {
  const time = new Date(timeUs / 1000)
  if (Number.isNaN(time.getTime())) return `${timeUs} us`
  if (utc) return time.toISOString().replace('T', ' ')
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, -1).replace('T', ' ')
}
