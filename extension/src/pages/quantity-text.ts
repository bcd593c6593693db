const numbers = new Intl.NumberFormat('en')

/** `1 event`, `1,234 events`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${numbers.format(count)} ${count === 1 ? one : many}`
}

/** A size as people say it: `0 bytes`, `4.2 KB`, `12 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return countText(bytes, 'byte')
  const units = ['KB', 'MB', 'GB']
  let size = bytes / 1000
  let unit = 0
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000
    unit++
  }
  return `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`
}

/** The first characters of a long text, cut between characters. */
export function shortened(text: string, most: number): string {
  const characters = [...text]
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
}
