import type { ViewText } from './describe-view.ts'
import { element } from './element.ts'
import { button, factList, foreign, hostDetails, section, sentenceList } from './render-parts.ts'
import {
  banner,
  deliveryState,
  headline,
  lastError,
  selfTest,
  sentLast,
  settings,
} from './render-sections.ts'
import type { Layout, ScreenState } from './screen-state.ts'

/** The long answer, with the test of the connection and what an administrator asks for. */
export const pageLayout: Layout = state => [
  banner(state.text),
  element('main', { 'data-key': 'main' }, [
    headline(state),
    ...(state.text === undefined
      ? []
      : [
          element('div', { class: 'columns', 'data-key': 'columns' }, [
            element('div', { class: 'column' }, forEverybody(state.text)),
            element('div', { class: 'column' }, forAdministrators(state, state.text)),
          ]),
        ]),
  ]),
]

function forEverybody(text: ViewText): Node[] {
  const { collected, never, hostLists } = text.collection
  const { words, remark, facts } = text.owner
  return [
    section('collected', text.collectedTitle, [
      sentenceList(collected, 'collected'),
      foreign(
        'p',
        'To see whether a page is recorded, open it and press the button of this extension.',
        'muted',
      ),
    ]),
    section('never', 'Never collected', [
      sentenceList(
        never.map(lead => ({ lead })),
        'never',
      ),
      ...hostLists.map(hostDetails),
    ]),
    section('owner', 'By whom', [
      words === undefined ? undefined : foreign('blockquote', words),
      remark === undefined ? undefined : foreign('p', remark),
      facts.length === 0 ? undefined : factList(facts),
    ]),
  ]
}

function forAdministrators(state: ScreenState, text: ViewText): Node[] {
  const { connection, delivery } = text
  return [
    section('connection', 'Connection', [
      foreign('p', `${connection.title}. ${connection.detail ?? ''}`),
      ...lastError(connection),
      selfTest(state.selfTest),
    ]),
    section('delivery', 'Sent', [
      deliveryState(delivery),
      delivery.canSend ? button('Send now', 'flush', { 'data-key': 'flush' }) : undefined,
      ...sentLast(delivery, 10),
    ]),
    ...(delivery.drops.length === 0 ? [] : [drops(delivery.drops)]),
    settings(text),
    section('about', 'About this sensor', [factList(text.identity, state.copy)]),
  ]
}

function drops(sentences: string[]): Node {
  return section('drops', 'Given up', [
    foreign('p', 'These events could not be kept. Those who manage this browser are told how many.', 'muted'),
    sentenceList(
      sentences.map(lead => ({ lead })),
      'plain',
    ),
  ])
}
