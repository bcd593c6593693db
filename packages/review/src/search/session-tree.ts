import type { StoredEvent } from '@weaklayer/wire'
import type { FoundEvent } from './found-event.ts'

/** What one sensor did, as tabs with their windows, frames and addresses. Everything is oldest first. */
export interface SessionTree {
  tabs: SessionTab[]
  /** What belongs to no tab: Status, Install, Dropped and the like. */
  beside: FoundEvent[]
}

export interface SessionTab {
  /** The number of the tab; null for events that name none, such as those of first-generation sensors. */
  tab: number | null
  /** The tab that opened it, where an event says so. */
  opener: number | undefined
  firstUs: number
  lastUs: number
  windows: SessionWindow[]
  /** Events of the tab whose window is not known. */
  events: FoundEvent[]
}

/** A page in a tab, or a frame in a page. */
export interface SessionWindow {
  /** `time` of its Window event. */
  reference: number
  /** Its Window event; undefined where the store does not hold it. */
  window: FoundEvent | undefined
  locations: SessionLocation[]
  frames: SessionWindow[]
  /** Events that name the window and no address. */
  events: FoundEvent[]
}

/** An address that a window had, and what happened there. */
export interface SessionLocation {
  /** `time` of its WindowLocation event. */
  reference: number
  location: FoundEvent | undefined
  events: FoundEvent[]
}

/**
 * Builds the tree of events of one sensor, oldest first. `context` are Window and WindowLocation events from before,
 * to which they refer.
 */
export function sessionTree(events: readonly FoundEvent[], context: readonly FoundEvent[] = []): SessionTree {
  const places = new Map([...context, ...events].map(found => [found.event.time, found]))
  const tree = createTree(places)
  for (const found of events) tree.add(found)
  return tree.done()
}

/** The references of events that none of them answers. */
export function openReferences(events: readonly FoundEvent[]): number[] {
  const times = new Set(events.map(({ event }) => event.time))
  const references = events.flatMap(({ event }) => [
    numberOf(event, 'windowReference'),
    numberOf(event, 'windowLocationReference'),
    topOf(event),
  ])
  return [...new Set(references)].filter(
    (reference): reference is number => reference !== undefined && reference > 0 && !times.has(reference),
  )
}

function createTree(places: ReadonlyMap<number, FoundEvent>) {
  const tabs = createTabs()
  const windows = new Map<number, SessionWindow>()
  const locations = new Map<number, SessionLocation>()
  const beside: FoundEvent[] = []

  function windowOf(reference: number, found: FoundEvent): SessionWindow {
    const known = windows.get(reference)
    if (known !== undefined) return known
    const window = placed(places, reference, 'Window')
    const made: SessionWindow = { reference, window, locations: [], frames: [], events: [] }
    windows.set(reference, made)
    const top = topWindow(places, window)
    if (top === undefined) tabs.of(found).windows.push(made)
    else windowOf(top, found).frames.push(made)
    return made
  }

  function locationOf(reference: number | undefined, found: FoundEvent): SessionLocation | undefined {
    if (reference === undefined) return undefined
    const known = locations.get(reference)
    if (known !== undefined) return known
    const location = placed(places, reference, 'WindowLocation')
    const window = numberOf((location ?? found).event, 'windowReference')
    if (window === undefined) return undefined
    const made: SessionLocation = { reference, location, events: [] }
    locations.set(reference, made)
    windowOf(window, found).locations.push(made)
    return made
  }

  /** Where an event belongs; Window and WindowLocation are places themselves. */
  function listFor(found: FoundEvent): FoundEvent[] | undefined {
    const { type, time } = found.event
    const address = numberOf(found.event, 'windowLocationReference')
    const window = numberOf(found.event, 'windowReference')
    const hasTab = numberOf(found.event, 'tab') !== undefined
    if (type === 'Window') return void windowOf(time, found)
    if (type === 'WindowLocation' && locationOf(time, found) !== undefined) return undefined
    const location = locationOf(address, found)
    if (location !== undefined) return location.events
    if (window !== undefined) return windowOf(window, found).events
    return hasTab || address !== undefined ? tabs.of(found).events : beside
  }

  return {
    add(found: FoundEvent): void {
      const list = listFor(found)
      list?.push(found)
      if (list !== beside) tabs.of(found)
    },
    done: (): SessionTree => ({ tabs: tabs.all(), beside }),
  }
}

function createTabs() {
  const tabs = new Map<number | null, SessionTab>()
  return {
    /** The tab of an event, which now lasts at least until then. */
    of({ event }: FoundEvent): SessionTab {
      const { time } = event
      const tab = numberOf(event, 'tab') ?? null
      const found = tabs.get(tab) ?? { ...emptyTab(), tab, firstUs: time, lastUs: time }
      tabs.set(tab, found)
      found.lastUs = Math.max(found.lastUs, time)
      found.opener ??= openerOf(event)
      return found
    },
    all: (): SessionTab[] => [...tabs.values()],
  }
}

function emptyTab(): Pick<SessionTab, 'opener' | 'windows' | 'events'> {
  return { opener: undefined, windows: [], events: [] }
}

/** The window that a frame is in; undefined for a page. Frames that name each other in a circle count as pages. */
function topWindow(
  places: ReadonlyMap<number, FoundEvent>,
  frame: FoundEvent | undefined,
): number | undefined {
  const top = frame === undefined ? undefined : topOf(frame.event)
  if (top === undefined || top === 0 || top === frame?.event.time) return undefined
  const above = placed(places, top, 'Window')
  const next = above === undefined ? undefined : topOf(above.event)
  return next === undefined || next === 0 || next === top ? top : undefined
}

function placed(places: ReadonlyMap<number, FoundEvent>, reference: number, type: string) {
  const found = places.get(reference)
  return found?.event.type === type ? found : undefined
}

function topOf(event: StoredEvent): number | undefined {
  return numberOf(event, 'topLevelWindowReference')
}

function openerOf(event: StoredEvent): number | undefined {
  return numberOf(event, 'openerTab')
}

/** Fields of stored events need not match their schema. */
function numberOf(event: StoredEvent, field: string): number | undefined {
  const value = (event as Record<string, unknown>)[field]
  return typeof value === 'number' ? value : undefined
}
