import type { ConnectionText } from './describe-connection.ts'
import type { DeliveryText } from './describe-delivery.ts'
import { silentNotice } from './describe-headline.ts'
import type { SelfTestText } from './describe-self-test.ts'
import type { ViewText } from './describe-view.ts'
import { type Child, element } from './element.ts'
import { mark } from './icon.ts'
import { button, foreign, noticeBox, section, time } from './render-parts.ts'
import type { ScreenState } from './screen-state.ts'

/** The name of the product and its version. */
export function banner(text: ViewText | undefined): HTMLElement {
  return element('header', { 'data-key': 'banner' }, [
    mark(),
    element('h1', {}, ['Weaklayer']),
    text === undefined ? undefined : element('span', { class: 'version' }, [`Version ${text.version}`]),
  ])
}

/** The first thing to read; announced when it changes. */
export function headline({ text, silent }: ScreenState): HTMLElement {
  const notices = silent ? [noticeBox(silentNotice, 'notice hero')] : []
  const stale = silent && text !== undefined ? [foreign('p', 'What follows is from before.', 'stale')] : []
  const waiting = text === undefined && !silent ? [element('p', { class: 'waiting' }, ['One moment…'])] : []
  const shown =
    text === undefined || silent
      ? []
      : [
          noticeBox(text.headline, 'notice hero'),
          ...text.warnings.map(warning => noticeBox(warning, 'notice')),
        ]
  return element('div', { class: 'top', role: 'status', 'data-key': 'headline' }, [
    ...notices,
    ...stale,
    ...waiting,
    ...shown,
  ])
}

/** Why the connection failed last, for those who can do something about it. */
export function lastError({ lastError: error, nextTry }: ConnectionText): Child[] {
  const next = nextTry && element('p', { class: 'muted' }, ['Next try: ', time(nextTry)])
  if (error === undefined) return [next]
  return [
    element('div', { class: 'fault' }, [
      foreign('p', error.message),
      error.todo === '' ? undefined : foreign('p', error.todo, 'todo'),
      element('p', { class: 'muted' }, [element('code', {}, [error.code]), ' · ', time(error.at)]),
    ]),
    next,
  ]
}

/** The test of the connection, with what it found. */
export function selfTest(text: SelfTestText): HTMLElement {
  const label = text.running ? 'Testing…' : 'Test the connection'
  return element('div', { class: 'self-test', 'data-key': 'self-test' }, [
    button(label, 'selftest', { class: 'primary', 'aria-disabled': String(text.running) }),
    element('div', { role: 'status', 'aria-busy': String(text.running), 'data-key': 'outcome' }, [
      text.notice && noticeBox(text.notice),
      ...text.details.map(detail => foreign('p', detail, 'muted')),
    ]),
    text.at && element('p', { class: 'muted' }, ['Tested ', time(text.at)]),
  ])
}

/** What was sent last, one row an event. */
export function sentLast(delivery: DeliveryText, most: number): Child[] {
  if (delivery.sentLast.length === 0) return []
  const list = element(
    'ol',
    { class: 'events' },
    delivery.sentLast
      .slice(0, most)
      .map(event =>
        element('li', {}, [
          foreign('span', event.name, 'event-name'),
          event.host === '' ? undefined : element('bdi', { class: 'event-host' }, [event.host]),
          time(event.time),
        ]),
      ),
  )
  return [element('h3', {}, ['What was sent last']), list]
}

/** When something was sent last, how much in all, and what waits. */
export function deliveryState(delivery: DeliveryText): HTMLElement {
  return element('ul', { class: 'plain' }, [
    delivery.last && element('li', {}, ['Last sent ', time(delivery.last)]),
    element('li', {}, [delivery.total]),
    element('li', {}, [delivery.queue]),
  ])
}

/** Every mistake in the settings with what to do. */
export function settings({ policy }: ViewText): HTMLElement {
  return section('settings', 'Settings', [
    foreign('p', policy.state),
    policy.problems.length === 0
      ? undefined
      : element(
          'ul',
          { class: 'problems' },
          policy.problems.map(problem =>
            element('li', {}, [
              element('code', {}, [problem.path]),
              foreign('span', problem.message),
              problem.todo === '' ? undefined : foreign('span', problem.todo, 'todo'),
            ]),
          ),
        ),
  ])
}
