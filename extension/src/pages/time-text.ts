import { countText } from './quantity-text.ts'
import type { TimeText } from './text-model.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** A length of time in its largest fitting unit: `5 seconds`, `3 minutes`, `2 days`. */
export function durationText(lengthMs: number): string {
  const length = Math.abs(lengthMs)
  if (length < minute) return countText(Math.round(length / second), 'second')
  if (length < hour) return countText(Math.floor(length / minute), 'minute')
  if (length < 2 * day) return countText(Math.floor(length / hour), 'hour')
  return countText(Math.floor(length / day), 'day')
}

/**
 * A moment relative to now, with the exact time in the reader's language as title. The last minute is one
 * step, so that a page that is shown again and again stays still.
 */
export function timeText(atMs: number, nowMs: number): TimeText {
  const at = new Date(atMs)
  // A time that no calendar knows must not take the whole page with it.
  if (Number.isNaN(at.getTime())) return { text: 'at an unknown time', title: '', iso: '' }
  const title = at.toLocaleString(undefined, { dateStyle: 'full', timeStyle: 'long' })
  return { text: relativeText(atMs - nowMs), title, iso: at.toISOString() }
}

function relativeText(distanceMs: number): string {
  if (distanceMs > 0) return distanceMs < 5 * second ? 'now' : `in ${coarse(distanceMs)}`
  if (distanceMs > -10 * second) return 'just now'
  if (distanceMs > -minute) return 'less than a minute ago'
  return `${durationText(distanceMs)} ago`
}

function coarse(lengthMs: number): string {
  return lengthMs < minute ? 'less than a minute' : durationText(lengthMs)
}
