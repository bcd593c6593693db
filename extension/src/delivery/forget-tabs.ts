import type { JournalTransaction } from './journal.ts'
import { only } from './journal.ts'
import { allFrames, allTabs, type FrameRecord, frameKey, type TabRecord, tabKey } from './records.ts'

/** A closed tab's last messages may still be on their way. */
const graceMs = 60_000
/** No browser keeps a left page for going back to it that long. */
const leftPageMs = 24 * 60 * 60_000

/** Forgets closed tabs, and frames of pages that are gone. */
export async function forgetTabs(transaction: JournalTransaction, nowMs: number): Promise<void> {
  const tabs = new Map((await transaction.list(allTabs)).map(tab => [tab.browserTab, tab]))
  for (const frame of await transaction.list(allFrames)) {
    if (isGone(frame, tabs.get(frame.browserTab), nowMs)) transaction.delete(only(frameKey(frame.frame)))
  }
  for (const tab of tabs.values()) {
    if (isClosed(tab, nowMs)) transaction.delete(only(tabKey(tab.browserTab)))
  }
}

/** Remembers that a tab was closed. */
export async function closeTab(
  transaction: JournalTransaction,
  { browserTab, nowMs }: { browserTab: number; nowMs: number },
): Promise<void> {
  const tab = await transaction.get(tabKey(browserTab))
  if (tab !== undefined) transaction.put(tabKey(browserTab), { ...tab, closedMs: nowMs })
}

function isClosed(tab: TabRecord, nowMs: number): boolean {
  return tab.closedMs !== undefined && nowMs - tab.closedMs > graceMs
}

function isGone(frame: FrameRecord, tab: TabRecord | undefined, nowMs: number): boolean {
  if (tab === undefined || isClosed(tab, nowMs)) return true
  return frame.topWindowUs !== tab.topWindowUs && nowMs - frame.seenMs > leftPageMs
}
