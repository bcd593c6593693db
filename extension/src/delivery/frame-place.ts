import type { PreparedMessage, PreparedReport } from './prepared-message.ts'
import type { EventDraft, FrameRecord, TabRecord } from './records.ts'

/** Where a message belongs. */
export interface Place {
  frame: FrameRecord
  tab: TabRecord
}

/** The tab follows its top frame, also back to one that was kept in the back/forward cache. */
export function followTopFrame({ frame, tab }: Place, message: PreparedMessage): void {
  if (!message.facts.top || tab.topFrame === message.frame) return
  tab.topFrame = message.frame
  tab.topWindowUs = frame.windowUs
}

/** Remembers what later messages refer to. */
export function rememberReport({ frame, tab }: Place, message: PreparedMessage, timeUs: number): void {
  if (message.report?.kind === 'Window') {
    frame.windowUs = timeUs
    if (message.facts.top) tab.topWindowUs = timeUs
    frame.topWindowUs = tab.topWindowUs
  }
  if (message.report?.kind === 'WindowLocation') addLocation(frame, message.n, timeUs)
}

/** Messages from this number on were given up; if one was an address, nothing must be said of the one before. */
export function forgetLocation(frame: FrameRecord, n: number): void {
  if (frame.locations.at(-1)?.[1] !== 0) addLocation(frame, n, 0)
}

/** A text may be captured after the address changed, but not long after. */
const keptLocations = 16

function addLocation(frame: FrameRecord, n: number, timeUs: number): void {
  frame.locations = [...frame.locations, [n, timeUs] as [number, number]].slice(-keptLocations)
}

export function draftOf(message: PreparedMessage, report: PreparedReport, place: Place): EventDraft {
  const { frame, tab } = place
  const incognito = message.facts.incognito ? { incognito: true } : {}
  const common = { tab: tab.tab, frame: message.frameId, ...incognito }
  switch (report.kind) {
    case 'Window':
      return {
        type: 'Window',
        ...common,
        isTopLevelWindow: message.facts.top,
        topLevelWindowReference: tab.topWindowUs,
      }
    case 'WindowLocation':
      return { type: 'WindowLocation', ...common, ...report.address, windowReference: frame.windowUs }
    case 'TextInput':
      return {
        type: 'TextInput',
        ...common,
        ...report.text,
        windowReference: frame.windowUs,
        windowLocationReference: locationTimeUs(frame, report.location),
      }
  }
}

/** Time of the address with that number; 0 where it is not known any more. */
function locationTimeUs(frame: FrameRecord, n: number): number {
  return frame.locations.findLast(([known]) => known <= n)?.[1] ?? 0
}
