import type { Phase } from './phases.ts'
import { requestsBySecond } from './summarize-phase.ts'

const panel = { width: 860, height: 170, left: 64, top: 44, gap: 76 } as const
const inner = panel.width - panel.left - 64
const colors = {
  taken: '#2a6fb0',
  refused: '#c0392b',
  waiting: '#555555',
  grid: '#dddddd',
  text: '#222222',
} as const

/** A picture of the request rates (SVG): one panel a phase, bars for requests, a line for the sensors that still wait. */
export function plotPhases(title: string, phases: readonly Phase[]): string {
  const height = panel.top + phases.length * (panel.height + panel.gap)
  const parts = phases.map((phase, index) => {
    const top = panel.top + 18 + index * (panel.height + panel.gap)
    return `<g transform="translate(${panel.left} ${top})">\n${plotPhase(phase)}\n</g>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${panel.width} ${height}" font-family="sans-serif" font-size="12" fill="${colors.text}">`,
    `<rect width="${panel.width}" height="${height}" fill="#ffffff"/>`,
    text({ x: panel.left, y: 22, content: title, more: 'font-size="15"' }),
    ...parts,
    '</svg>\n',
  ].join('\n')
}

function plotPhase(phase: Phase): string {
  const taken = requestsBySecond(phase.requests.filter(({ outcome }) => !isRefused(outcome)))
  const refused = requestsBySecond(phase.requests.filter(({ outcome }) => isRefused(outcome)))
  const seconds = Math.max(taken.length, refused.length, Math.ceil(Math.max(0, ...phase.waitsMs) / 1000), 1)
  const most = Math.max(
    1,
    ...Array.from({ length: seconds }, (_, at) => (taken[at] ?? 0) + (refused[at] ?? 0)),
  )
  const x = (second: number) => (second / seconds) * inner
  const y = (rate: number) => panel.height - (rate / most) * panel.height
  const width = Math.max(0.6, inner / seconds - 0.3)
  const bar = (at: number, [from, to]: [number, number], color: string) =>
    to > from
      ? `<rect x="${fixed(x(at))}" y="${fixed(y(to))}" width="${fixed(width)}" height="${fixed(y(from) - y(to))}" fill="${color}"/>`
      : ''
  const bars = Array.from({ length: seconds }, (_, at) => {
    const below = taken[at] ?? 0
    return bar(at, [0, below], colors.taken) + bar(at, [below, below + (refused[at] ?? 0)], colors.refused)
  })
  return [
    text({
      x: 0,
      y: -10,
      content: `${phase.name}: requests in each second (bars; red: answered 503 or 429), sensors that wait longer (line)`,
    }),
    axes(seconds, most),
    ...bars.filter(one => one !== ''),
    waitingLine(phase.waitsMs, x),
  ].join('\n')
}

function isRefused(outcome: Phase['requests'][number]['outcome']): boolean {
  return outcome === 503 || outcome === 429
}

/** What share of the sensors still waits, over time. */
function waitingLine(waitsMs: readonly number[], x: (second: number) => number): string {
  const sorted = waitsMs.toSorted((left, right) => left - right)
  const steps = 200
  const points = Array.from({ length: steps + 1 }, (_, step) => {
    const done = Math.round((step / steps) * sorted.length)
    const atMs = done === 0 ? 0 : (sorted[done - 1] ?? 0)
    return `${fixed(x(atMs / 1000))},${fixed((step / steps) * panel.height)}`
  })
  return `<polyline points="${points.join(' ')}" fill="none" stroke="${colors.waiting}" stroke-width="1.5"/>`
}

function axes(seconds: number, most: number): string {
  const lines = [0, 0.25, 0.5, 0.75, 1].flatMap(share => {
    const y = panel.height * (1 - share)
    const x = inner * share
    return [
      `<line x1="0" x2="${inner}" y1="${y}" y2="${y}" stroke="${colors.grid}"/>`,
      text({ x: -8, y: y + 4, content: String(Math.round(most * share)), more: 'text-anchor="end"' }),
      text({
        x: inner + 8,
        y: y + 4,
        content: `${Math.round(share * 100)} %`,
        more: `fill="${colors.waiting}"`,
      }),
      text({
        x,
        y: panel.height + 16,
        content: `${Math.round(seconds * share)} s`,
        more: 'text-anchor="middle"',
      }),
    ]
  })
  return lines.join('\n')
}

function text({
  x,
  y,
  content,
  more = '',
}: {
  x: number
  y: number
  content: string
  more?: string
}): string {
  const safe = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text x="${fixed(x)}" y="${fixed(y)}" ${more}>${safe}</text>`
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100)
}
