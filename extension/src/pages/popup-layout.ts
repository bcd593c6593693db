import type { ViewText } from './describe-view.ts'
import { element } from './element.ts'
import { toneIcon } from './icon.ts'
import { shortened } from './quantity-text.ts'
import { factList, foreign, hostDetails, section, sentenceList } from './render-parts.ts'
import { banner, deliveryState, headline, lastError, settings } from './render-sections.ts'
import type { Layout } from './screen-state.ts'

/** Longer words of the organisation, and longer labels, stand on the page in full. */
const noticeCharacters = 280
const factCharacters = 80

/** The short answer: is this page recorded, what is collected, by whom, and does it arrive. */
export const popupLayout: Layout = state => [
  banner(state.text),
  element('main', { 'data-key': 'main' }, [
    headline(state),
    ...(state.text === undefined ? [] : answers(state.text)),
  ]),
  element('footer', { 'data-key': 'footer' }, [
    element('a', { class: 'wide', href: 'page.html', target: '_blank', rel: 'noopener' }, [
      'All details and a test of the connection',
    ]),
  ]),
]

function answers(text: ViewText): Node[] {
  return [
    ...thisPage(text),
    section('collected', text.collectedTitle, [
      sentenceList(
        text.collection.collected.map(({ lead }) => ({ lead })),
        'collected',
      ),
      element('details', { 'data-key': 'never' }, [
        element('summary', {}, ['Never collected']),
        sentenceList(
          text.collection.never.map(lead => ({ lead })),
          'never',
        ),
      ]),
      ...text.collection.hostLists.map(hostDetails),
    ]),
    owner(text),
    section('delivery', 'Sent', [deliveryState(text.delivery), ...lastError(text.connection)]),
    ...(text.policy.problems.length === 0 ? [] : [settings(text)]),
  ]
}

function thisPage({ thisPage: page }: ViewText): Node[] {
  if (page === undefined) return []
  return [
    section('this-page', 'This page', [
      element('p', { class: `badge tone-${page.tone}` }, [toneIcon(page.tone), page.title]),
      page.host === '' ? undefined : element('bdi', { class: 'host' }, [page.host]),
      foreign('p', page.detail ?? '', 'muted'),
    ]),
  ]
}

function owner({ owner: { words, remark, facts } }: ViewText): Node {
  const short = facts.map(fact => ({ ...fact, value: shortened(fact.value, factCharacters) }))
  return section('owner', 'By whom', [
    words === undefined ? undefined : foreign('blockquote', shortened(words, noticeCharacters)),
    remark === undefined ? undefined : foreign('p', remark),
    short.length === 0 ? undefined : factList(short),
  ])
}
