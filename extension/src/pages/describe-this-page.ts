import type { SensorView } from '../protocol.ts'
import type { Notice } from './text-model.ts'

/** Whether the page that the popup was opened on is recorded. */
export interface ThisPageText extends Notice {
  /** Empty where the page has no host. */
  host: string
}

type Reason = NonNullable<NonNullable<SensorView['page']>['reason']>

const reasons: Record<Reason, string> = {
  excluded: 'This site is on the list of sites where nothing is recorded.',
  not_included: 'Only chosen sites are recorded, and this is not one of them.',
  private_window: 'Private windows are not recorded.',
  unsupported: 'The browser lets no extension look into pages of this kind.',
}

/** Says whether the page in front of the reader is recorded, and why not; undefined without such a page. */
export function describeThisPage(view: Pick<SensorView, 'page' | 'policy'>): ThisPageText | undefined {
  const { page } = view
  if (page === undefined) return undefined
  if (!page.recorded) {
    const detail = page.reason === undefined ? 'The settings leave it out.' : reasons[page.reason]
    // Of the browser's own pages the host is an inner name that tells the reader nothing.
    const host = page.reason === 'unsupported' ? '' : page.host
    return { host, tone: 'off', title: 'Not recorded', detail }
  }
  const detail =
    view.policy.state === 'pending'
      ? 'It is noted in this browser as said below, and not sent.'
      : 'What is recorded of it is listed below.'
  return { host: page.host, tone: 'good', title: 'Recorded', detail }
}
