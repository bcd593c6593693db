import { type Child, element } from './element.ts'
import { toneIcon } from './icon.ts'
import { safeLink } from './safe-link.ts'
import type { CopyOutcome, Fact, HostList, Notice, Sentence, TimeText } from './text-model.ts'

/** A part of the page with its heading; `key` is its id and keeps it in place over refreshes. */
export function section(key: string, title: string, children: Child[]): HTMLElement {
  return element('section', { class: 'card', 'data-key': key, 'aria-labelledby': `${key}-title` }, [
    element('h2', { id: `${key}-title` }, [title]),
    ...children,
  ])
}

/** A coloured box with a sign, a title and what to do. */
export function noticeBox(notice: Notice, className = 'notice'): HTMLElement {
  return element('div', { class: `${className} tone-${notice.tone}`, 'data-key': notice.title }, [
    toneIcon(notice.tone),
    element('div', { class: 'notice-text' }, [
      element('p', { class: 'notice-title' }, [notice.title]),
      notice.detail ? foreign('p', notice.detail) : undefined,
      notice.todo ? foreign('p', notice.todo, 'todo') : undefined,
    ]),
  ])
}

/** Text from outside, in its own direction, so that it cannot reorder what stands around it. */
export function foreign(tag: string, text: string, className?: string): HTMLElement {
  return element(tag, { dir: 'auto', class: className }, [text])
}

/** A relative time; the exact one is its title. */
export function time(moment: TimeText): HTMLElement {
  return element('time', { datetime: moment.iso || undefined, title: moment.title || undefined }, [
    moment.text,
  ])
}

export function sentenceList(sentences: Sentence[], className: string): HTMLElement {
  return element(
    'ul',
    { class: className },
    sentences.map(({ lead, detail }) =>
      element('li', {}, [
        foreign('span', lead, 'lead'),
        detail === undefined ? undefined : foreign('span', detail, 'detail'),
      ]),
    ),
  )
}

/** Names and values, one row each. */
export function factList(facts: Fact[], copy?: CopyOutcome): HTMLElement {
  return element(
    'dl',
    { class: 'facts' },
    facts.map(fact =>
      element('div', {}, [element('dt', {}, [fact.name]), element('dd', {}, factValue(fact, copy))]),
    ),
  )
}

/** A list of hosts that opens on demand. */
export function hostDetails(list: HostList): HTMLElement {
  return element('details', { 'data-key': list.title }, [
    element('summary', {}, [`${list.title} (${list.hosts.length})`]),
    element(
      'ul',
      { class: 'hosts' },
      list.hosts.map(host => foreign('li', host)),
    ),
  ])
}

/** Pressing it runs the action of that name. */
export function button(label: string, action: string, attributes: Record<string, string> = {}): HTMLElement {
  return element('button', { type: 'button', 'data-action': action, ...attributes }, [label])
}

function factValue(fact: Fact, outcome: CopyOutcome): Child[] {
  const address = fact.link === undefined ? undefined : safeLink(fact.link)
  if (address !== undefined) {
    return [
      element('a', { href: address, target: '_blank', rel: 'noopener noreferrer', dir: 'auto' }, [
        fact.value,
      ]),
    ]
  }
  if (fact.time !== undefined) return [time(fact.time)]
  const value = element('bdi', { class: fact.copy ? 'code' : undefined }, [fact.value])
  if (!fact.copy) return [value]
  const label = outcome === undefined ? 'Copy' : copyLabels[outcome]
  return [
    value,
    button(label, 'copy', { 'data-value': fact.value, 'aria-label': `${label}: ${fact.name}` }),
    element('span', { class: 'unseen', role: 'status' }, [outcome === undefined ? '' : label]),
  ]
}

const copyLabels = { copied: 'Copied', failed: 'Not copied' }
