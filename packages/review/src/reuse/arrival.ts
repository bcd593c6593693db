import { type HostKind, hostKind } from './host-kind.ts'
import type { Families } from './sign-in-families.ts'
import type { Site } from './site-of.ts'

/** One address of a tab, or a frame, around an entry. */
export interface Step {
  time: number
  hostname: string
  /** null from first-generation sensors. */
  tab: number | null
  /** `time` of its Window event. */
  window: number | null
  /** `time` of the Window event of the tab's top frame; null or 0 where unknown. */
  topWindow: number | null
  isTop: boolean
}

/** How somebody came to a page. */
export interface Arrival {
  kind: Exclude<HostKind, 'other'> | 'home' | 'link' | 'new tab' | 'direct'
  /** Where they were before; absent for `direct`. */
  fromHost?: string
  /** `tab`: the page before in the same tab. `before`: only the page that was used last before. */
  knownBy: 'tab' | 'before' | 'nothing'
  /** How long before they were there, microseconds. */
  beforeUs?: number
  /** The host of the page around the frame in which it was typed, where that is another site. */
  insideHost?: string
  /** How long after the entry the same tab was at the password's own site, microseconds. */
  homeAfterUs?: number
  /** Pages of the site in that tab before the one where it was typed. */
  pagesBefore: number
  /** Where the tab went within ten minutes after the entry: to another page of the site, to another site, or nowhere. */
  wentOn: 'there' | 'elsewhere' | 'nowhere'
}

export interface Entry {
  time: number
  /** `time` of the WindowLocation event where it was typed. */
  page: number
  site: string
  home: string
}

/** What is guessed from the page used last before is not older. */
const guessUs = 1_800_000_000
const soonUs = 600_000_000

interface Knowledge {
  siteOf: (hostname: string) => Site
  families: Families
}

/** How somebody came to where they typed. `steps` are all of the sensor around that time, oldest first. */
export function arrivalAt(entry: Entry, steps: readonly Step[], { siteOf, families }: Knowledge): Arrival {
  const page = pageOf(entry, steps)
  const own = siteOf(page.hostname).site
  const isHome = ({ hostname }: Step) => families.areOne(siteOf(hostname).site, entry.home)
  const before = steps.filter(step => step.isTop && step.time < page.time)
  const inTab = page.tab === null ? [] : before.filter(({ tab }) => tab === page.tab)
  const fromTab = inTab.findLast(step => siteOf(step.hostname).site !== own)
  const startUs = inTab.find(({ time }) => time > (fromTab?.time ?? 0))?.time ?? page.time
  const from =
    fromTab ?? before.findLast(step => isRecent(step, startUs) && siteOf(step.hostname).site !== own)
  const after = steps.filter(step => step.isTop && step.tab === page.tab && step.time > entry.time)
  const home = after.find(isHome)
  return {
    ...(from === undefined
      ? { kind: 'direct', knownBy: 'nothing' }
      : {
          kind: isHome(from) && hostKind(from.hostname) === 'other' ? 'home' : kindOf(from, fromTab, page),
          fromHost: from.hostname,
          knownBy: fromTab === undefined ? 'before' : 'tab',
          beforeUs: startUs - from.time,
        }),
    ...(own === entry.site ? {} : { insideHost: page.hostname }),
    ...(home === undefined ? {} : { homeAfterUs: home.time - entry.time }),
    pagesBefore: before.filter(step => step.time >= startUs && siteOf(step.hostname).site === own).length,
    wentOn: wentOn(
      after.find(({ time }) => time <= entry.time + soonUs),
      step => siteOf(step.hostname).site === own,
    ),
  }
}

function wentOn(next: Step | undefined, isOwn: (step: Step) => boolean): Arrival['wentOn'] {
  if (next === undefined) return 'nowhere'
  return isOwn(next) ? 'there' : 'elsewhere'
}

const isRecent = ({ time }: Step, startUs: number) => time < startUs && startUs - time <= guessUs

/** A sensor that knows tabs, and none before in this one: a new tab. */
function kindOf(from: Step, fromTab: Step | undefined, page: Step): Arrival['kind'] {
  const kind = hostKind(from.hostname)
  if (kind !== 'other') return kind
  return fromTab === undefined && page.tab !== null ? 'new tab' : 'link'
}

/** The page of the tab where it was typed. */
function pageOf(entry: Entry, steps: readonly Step[]): Step {
  const typedAt =
    steps.findLast(({ time }) => time === entry.page) ?? steps.findLast(({ time }) => time <= entry.time)
  if (typedAt === undefined)
    return { time: entry.page, hostname: entry.site, tab: null, window: null, topWindow: null, isTop: true }
  return typedAt.isTop ? typedAt : (aroundOf(typedAt, steps) ?? typedAt)
}

function aroundOf(frame: Step, steps: readonly Step[]): Step | undefined {
  const isTabOf = (one: Step) =>
    frame.topWindow ? one.window === frame.topWindow : one.tab !== null && one.tab === frame.tab
  return steps.findLast(one => one.isTop && one.time <= frame.time && isTabOf(one))
}
