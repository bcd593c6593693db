import { durationUs } from '@weaklayer/wire'
import type { ParseOptions } from './query.ts'

/** The moments that a word means, microseconds since 1970 UTC: from `fromUs` up to `toUs`, without it. */
export interface TimeSpan {
  fromUs: number
  toUs: number
}

export const expectedTimes = [
  'how long ago: 90s, 30m, 24h, 7d',
  'now, today, yesterday',
  'a date: 2026-11-22',
  'a time: 2026-11-22T14:05, 2026-11-22T14:05:09.25Z',
  'microseconds since 1970',
]

const absolute =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2})(?::(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?)?(Z|[+-]\d{2}:?\d{2})?$/i

/** What a word means as a time: the whole day, hour, minute … that it names; undefined when it names none. */
export function timeSpanOf(word: string, options: ParseOptions): TimeSpan | undefined {
  const span = agoSpan(word, options.nowUs) ?? namedSpan(word, options) ?? absoluteSpan(word, options)
  return span !== undefined && Number.isSafeInteger(span.fromUs) && Number.isSafeInteger(span.toUs)
    ? span
    : undefined
}

/** Whether a word says how long ago, which is a moment and not a part of the calendar. */
export function isAgo(word: string): boolean {
  return /^\d+(?:\.\d+)?(?:us|ms|s|m|h|d|w)$/i.test(word)
}

function agoSpan(word: string, nowUs: number): TimeSpan | undefined {
  if (/^\d{10,16}$/.test(word)) return moment(Number(word))
  if (!isAgo(word)) return undefined
  const weeks = /^(\d+(?:\.\d+)?)w$/i.exec(word)
  const us = durationUs(weeks === null ? word.toLowerCase() : `${Number(weeks[1]) * 7}d`)
  return us === undefined ? undefined : moment(Math.max(0, nowUs - us))
}

function namedSpan(word: string, { nowUs, utc }: ParseOptions): TimeSpan | undefined {
  const name = word.toLowerCase()
  if (name === 'now') return moment(nowUs)
  const back = name === 'today' ? 0 : name === 'yesterday' ? 1 : undefined
  if (back === undefined) return undefined
  const now = new Date(nowUs / 1000)
  const day =
    utc === true
      ? [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()]
      : [now.getFullYear(), now.getMonth(), now.getDate()]
  const [year = 0, month = 0, date = 0] = day
  const at = (days: number) => calendarUs([year, month, date + days], utc === true)
  return { fromUs: at(-back), toUs: at(1 - back) }
}

function absoluteSpan(word: string, { utc }: ParseOptions): TimeSpan | undefined {
  const [, year, month, date, hour, minute, second, fraction, zone] = absolute.exec(word) ?? []
  if (year === undefined) return undefined
  const parts = [year, month, date, hour, minute, second].map(part => Number(part ?? 0))
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts
  if (!exists(parts)) return undefined
  const named = [year, month, date, hour, minute, second].filter(part => part !== undefined).length
  const next = [y, mo - 1, d, h, mi, s].map((part, index) => (index === named - 1 ? part + 1 : part))
  const inUtc = utc === true || zone !== undefined
  const shiftUs = zoneUs(zone)
  const fromUs = calendarUs([y, mo - 1, d, h, mi, s], inUtc) - shiftUs
  if (fraction === undefined) return { fromUs, toUs: calendarUs(next, inUtc) - shiftUs }
  const start = fromUs + Number(fraction.padEnd(6, '0'))
  return { fromUs: start, toUs: start + 10 ** (6 - fraction.length) }
}

/** Whether the calendar has the day and the clock the time. */
function exists([year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0]: number[]): boolean {
  const day = new Date(Date.UTC(year, month - 1, date))
  return (
    year >= 1970 &&
    day.getUTCMonth() === month - 1 &&
    day.getUTCDate() === date &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  )
}

function calendarUs(parts: readonly number[], utc: boolean): number {
  const [year = 0, month = 0, date = 1, hour = 0, minute = 0, second = 0] = parts
  const ms = utc
    ? Date.UTC(year, month, date, hour, minute, second)
    : new Date(year, month, date, hour, minute, second).getTime()
  return ms * 1000
}

function zoneUs(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000_000
}

function moment(us: number): TimeSpan {
  return { fromUs: us, toUs: us + 1 }
}
