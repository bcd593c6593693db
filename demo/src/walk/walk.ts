import type { Page } from 'playwright'
import type { SensorBrowser } from '../browser/launch-sensor-browser.ts'
import { failure } from '../failure.ts'
import type { ExpectedEvent } from './expected-event.ts'
import { readingActions } from './reading-actions.ts'
import { signInActions } from './sign-in-actions.ts'
import type { WalkAction, WalkSite } from './walk-action.ts'
import { writingActions } from './writing-actions.ts'

/** Everything that the walk does, in order. It ends on a page where nothing was typed. */
export const walkActions: readonly WalkAction[] = [...readingActions, ...signInActions, ...writingActions]

export interface WalkReport {
  /** Number of actions that were done. */
  actions: number
  /** What the sensor must have recorded of them. */
  expected: ExpectedEvent[]
}

/**
 * Walks the demo site in a new tab with real input, and tells which events that must have produced.
 * @throws WALK_FAILED when an action cannot be done
 */
export async function walk(
  browser: Pick<SensorBrowser, 'context'>,
  site: WalkSite,
  progress: (done: number, total: number) => void = () => undefined,
): Promise<WalkReport> {
  const page = await browser.context.newPage()
  page.setDefaultTimeout(15_000)
  for (const [index, action] of walkActions.entries()) {
    progress(index, walkActions.length)
    await act(action, page, site)
  }
  progress(walkActions.length, walkActions.length)
  await page.close()
  return { actions: walkActions.length, expected: expectedEvents(site) }
}

/** Every event that the whole walk must produce. */
export function expectedEvents(site: WalkSite): ExpectedEvent[] {
  return walkActions.flatMap(action => action.expects(site))
}

async function act(action: WalkAction, page: Page, site: WalkSite): Promise<void> {
  try {
    await action.run(page, site)
  } catch (cause) {
    throw failure({
      code: 'WALK_FAILED',
      message: `The walk stopped at "${action.name}": ${cause instanceof Error ? cause.message.split('\n')[0] : cause}.`,
      todo: 'Start it again; if it stops there again, report it with the version of the browser.',
      cause,
    })
  }
}
