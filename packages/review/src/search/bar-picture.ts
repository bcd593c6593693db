/** The fills of the first types of a stacked bar; everything else shares the last one. */
const fills = ['█', '▓', '▒', '░'] as const

/** What a part of a stacked bar stands for. */
export interface BarPart {
  name: string
  events: number
}

/** A bar of so many characters; anything above nothing is at least one. */
export function barOf(events: number, most: number, width: number): string {
  return fills[0].repeat(charactersOf(events, most, width))
}

/** A bar of parts in the order of `names`; of those that no name has, together. */
export function stackedBar(
  parts: readonly BarPart[],
  names: readonly string[],
  { most, width }: { most: number; width: number },
): string {
  const sums = fills.map(() => 0)
  for (const { name, events } of parts) {
    const place = names.indexOf(name)
    const at = place === -1 ? fills.length - 1 : place
    sums[at] = (sums[at] ?? 0) + events
  }
  const events = sums.reduce((sum, one) => sum + one, 0)
  const characters = charactersOf(events, most, width)
  let before = 0
  return fills
    .map((fill, index) => {
      const from = Math.round((characters * before) / (events || 1))
      before += sums[index] ?? 0
      return fill.repeat(Math.round((characters * before) / (events || 1)) - from)
    })
    .join('')
}

/** Which names have a fill of their own, the most frequent first, and what each fill stands for. */
export function legendOf(totals: readonly BarPart[]): {
  names: string[]
  parts: { fill: string; part: BarPart }[]
} {
  const ordered = totals.toSorted(
    (left, right) => right.events - left.events || (left.name < right.name ? -1 : 1),
  )
  const own = ordered.length <= fills.length ? ordered : ordered.slice(0, fills.length - 1)
  const others = ordered.slice(own.length).reduce((sum, { events }) => sum + events, 0)
  const shown = others === 0 ? own : [...own, { name: 'others', events: others }]
  return {
    names: own.map(({ name }) => name),
    parts: shown.map((part, index) => ({ fill: fills[index] ?? fills[0], part })),
  }
}

function charactersOf(events: number, most: number, width: number): number {
  return events === 0 ? 0 : Math.max(1, Math.round((width * events) / Math.max(1, most)))
}
