import { failure, failureLine } from '../failure.ts'
import { checkWalk, printReport } from './check-walk.ts'
import { type DemoSession, startSession } from './demo-session.ts'
import type { Ending } from './ending.ts'
import type { Home } from './home.ts'
import type { Interruptions } from './interruption.ts'
import { startLiveView } from './live-view.ts'
import { type Printer, shownPath } from './printer.ts'

export interface DemoRun {
  home: Home
  headless: boolean
  colour: boolean
  printer: Printer
  ending: Ending
  interruptions: Interruptions
}

/** Walks the site, checks what is stored, and tells the exit status: 0 when every event is there exactly once. */
export async function runOnce(run: DemoRun): Promise<number> {
  const { printer, interruptions } = run
  const session = await watchedSession(run)
  printer.fact('events', shownPath(run.home.eventsDirectory))
  printAsking(run.home, printer)
  const report = await interruptions.during(checkWalk(session, printer))
  return printReport(report, printer) ? 0 : 1
}

/** Shows live events until Ctrl+C or until the browser is closed; walks the site by itself where there is no window. */
export async function runLive(run: DemoRun): Promise<number> {
  const { home, printer, ending, interruptions } = run
  const view = await startLiveView(home.eventsDirectory, printer, run.colour)
  ending.add(view)
  const session = await watchedSession(run)
  printPlaces(home, printer)
  printer.line('\nLive events (Ctrl+C ends everything):')
  view.show()
  if (session.headless) await walkBeside(session, run)
  else await showSite(session)
  await interruptions.wait()
  interruptions.signal.throwIfAborted()
  return 0
}

/** The session, which ends when a part of it does. */
async function watchedSession({ interruptions, ...run }: DemoRun): Promise<DemoSession> {
  const session = await startSession({ ...run, signal: interruptions.signal })
  session.browser.context.once('close', () => interruptions.end('browser closed'))
  void session.gateway.ended.then(how => interruptions.end(gatewayEnded(how, run.home)))
  return session
}

function gatewayEnded(how: string, home: Home): Error {
  return failure({
    code: 'GATEWAY_FAILED',
    message: `The gateway ended by itself (${how}).`,
    todo: `Its log says why: ${shownPath(home.logFile)}`,
  })
}

/** The walk is a service here: when it fails, the live view goes on. */
async function walkBeside(session: DemoSession, { printer, interruptions }: DemoRun): Promise<void> {
  try {
    const report = await interruptions.during(checkWalk(session, printer))
    printReport(report, printer)
    printer.line('The walk is over; the browser stays. Ctrl+C ends everything.')
  } catch (error) {
    interruptions.signal.throwIfAborted()
    printer.problem(failureLine(error))
  }
}

async function showSite({ browser, site }: DemoSession): Promise<void> {
  const page = browser.context.pages()[0] ?? (await browser.context.newPage())
  await page.goto(site.url)
  await page.bringToFront()
}

/** A store of the events is kept beside them, which answers at once. */
function printAsking({ storeDirectory }: Home, printer: Printer): void {
  const store = shownPath(storeDirectory)
  printer.fact('store', store)
  printer.fact('ask', `npx --no weaklayer query 'type:TextInput' --store ${store}`)
}

function printPlaces(home: Home, printer: Printer): void {
  printer.fact('events', shownPath(home.eventsDirectory))
  printAsking(home, printer)
  printer.fact('settings', `${shownPath(home.configFile)} (holds secrets)`)
  printer.fact('profile', shownPath(home.profileDirectory))
  printer.fact('log', shownPath(home.logFile))
}
