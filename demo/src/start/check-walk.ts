import { setTimeout as wait } from 'node:timers/promises'
import { readEventFiles } from '@weaklayer/review'
import type { StoredEvent } from '@weaklayer/wire'
import { failure } from '../failure.ts'
import { type CheckReport, compareWalk } from '../walk/compare.ts'
import type { ExpectedEvent } from '../walk/expected-event.ts'
import { walk } from '../walk/walk.ts'
import type { DemoSession } from './demo-session.ts'
import type { Printer } from './printer.ts'

/** How long the last captures of a page may take to reach the files. */
const patienceMs = 20_000
const stepMs = 250

/** Walks the site, waits until everything is in the gateway's files, and compares. @throws WALK_FAILED, NOT_DELIVERED */
export async function checkWalk(session: DemoSession, printer: Printer): Promise<CheckReport> {
  await session.browser.askView()
  const { expected } = await walk(session.browser, session.site, (done, total) =>
    printer.progress(`walking the site: ${done} of ${total}`),
  )
  const deadlineMs = performance.now() + patienceMs
  let clean = 0
  for (;;) {
    const report = await compareNow(session, expected, printer)
    // Once more: what comes late or twice comes after the moment when all looks well.
    clean = report.differences.length === 0 ? clean + 1 : 0
    const mayImprove = report.differences.every(line => line.startsWith('missing'))
    if (clean === 2 || !mayImprove || performance.now() > deadlineMs) return report
    await wait(stepMs)
  }
}

async function compareNow(
  session: DemoSession,
  expected: readonly ExpectedEvent[],
  printer: Printer,
): Promise<CheckReport> {
  const view = await session.browser.waitUntilDelivered({
    progress: ({ queue }) => printer.progress(`waiting until ${queue.events} events are delivered`),
  })
  const { sensor, record } = view
  if (sensor === undefined || record.epoch === undefined) {
    throw failure({
      code: 'NOT_ENROLLED',
      message: 'The sensor has no identity yet, although it is connected.',
      todo: `See ${session.home.logFile}.`,
    })
  }
  const stored = await storedEvents(session.home.eventsDirectory)
  return compareWalk({
    expected,
    stored,
    record: { sensor, epoch: record.epoch, lastSeq: record.lastSeq },
    isNewSensor: !session.home.hasProfile,
  })
}

async function storedEvents(directory: string): Promise<StoredEvent[]> {
  const events: StoredEvent[] = []
  for await (const entry of readEventFiles(directory)) {
    if (entry.status === 'event') events.push(entry.event)
  }
  return events
}

const mostShown = 20

/** Prints what was found; true when nothing differs. */
export function printReport(report: CheckReport, printer: Printer): boolean {
  const { recorded, stored, missing, doubled, byType, differences } = report
  const types = Object.entries(byType).map(([type, count]) => `${type} ${count}`)
  printer.fact('by type', types.join(', '))
  for (const difference of differences.slice(0, mostShown)) printer.problem(`  ${difference}`)
  if (differences.length > mostShown) printer.problem(`  … and ${differences.length - mostShown} more`)
  printer.line(`recorded ${recorded}, stored ${stored}, missing ${missing}, doubled ${doubled}`)
  if (differences.length > 0) printer.problem('The stored events differ from what the walk did; see above.')
  return differences.length === 0
}
