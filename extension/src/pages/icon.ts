import { drawing } from './element.ts'
import type { Tone } from './text-model.ts'

const strokes: Record<Tone, string> = {
  good: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8 12.3l2.8 2.8L16 9.6',
  wait: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7.5V12l3 2',
  off: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM5.8 18.2 18.2 5.8',
  warn: 'M12 3.6 2.9 19.4a.9.9 0 0 0 .8 1.4h16.6a.9.9 0 0 0 .8-1.4ZM12 9.8v4.4M12 17.3v.1',
  bad: 'M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3ZM12 7.6v5M12 16.2v.1',
}

/** A sign for a tone: each has its own shape, so that colour alone never says it. */
export function toneIcon(tone: Tone): SVGElement {
  return lineDrawing('icon', strokes[tone])
}

/** The mark of the product: layers, the lowest one open. */
export function mark(): SVGElement {
  return lineDrawing('mark', 'M12 3.5 21 8l-9 4.5L3 8ZM4.2 12.2 12 16l7.8-3.8M4.2 16.2l5 2.5M14.8 18.7l5-2.5')
}

function lineDrawing(className: string, path: string): SVGElement {
  return drawing(
    'svg',
    { class: className, viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' },
    [drawing('path', { d: path })],
  )
}
