/** Red, green, blue from 0 to 255 and opacity from 0 to 1. */
type Colour = readonly [red: number, green: number, blue: number, alpha: number]

/** Reads what `getComputedStyle` gives: `rgb(1, 2, 3)` or `rgba(1, 2, 3, 0.5)`. */
export function parseColour(text: string): Colour {
  const parts =
    /^rgba?\(([^)]+)\)$/
      .exec(text)?.[1]
      ?.split(/[ ,/]+/)
      .map(Number) ?? []
  const [red, green, blue, alpha = 1] = parts
  if (red === undefined || green === undefined || blue === undefined) throw new Error(`not a colour: ${text}`)
  return [red, green, blue, alpha]
}

/** The colour behind an element: all backgrounds up to the page, one over the other. */
export function groundOf(element: Element): Colour {
  const layers: Colour[] = []
  for (let one: Element | null = element; one !== null; one = one.parentElement) {
    layers.push(parseColour(getComputedStyle(one).backgroundColor))
  }
  const canvas: Colour = matchMedia('(prefers-color-scheme: dark)').matches
    ? [18, 18, 18, 1]
    : [255, 255, 255, 1]
  return layers.reduceRight((below, above) => over(above, below), canvas)
}

/** Contrast ratio of WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio, from 1 to 21. */
export function contrast(front: Colour, ground: Colour): number {
  const [light = 0, dark = 0] = [luminance(over(front, ground)), luminance(ground)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

function over(above: Colour, below: Colour): Colour {
  const mix = (index: 0 | 1 | 2) => above[index] * above[3] + below[index] * (1 - above[3])
  return [mix(0), mix(1), mix(2), 1]
}

function luminance([red, green, blue]: Colour): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

function linear(channel: number): number {
  const part = channel / 255
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}
