import { describe, expect, test } from 'vitest'
import type { SensorView } from '../protocol.ts'
import { describeCollection } from './describe-collection.ts'
import { exampleView } from './example-view.ts'

type Capture = SensorView['capture']

function told(changes: Partial<Capture>, who: Pick<SensorView, 'device' | 'user'> = {}) {
  const text = describeCollection({ capture: { ...exampleView().capture, ...changes }, ...who })
  return { ...text, leads: text.collected.map(sentence => sentence.lead) }
}

const fingerprint = (places: string) => `A scrambled fingerprint (keyed hash) of ${places} – never the text`

describe('what is collected', () => {
  test.each([
    [{ urlDetail: 'host' }, 'Which sites you open, by name only'],
    [{ urlDetail: 'redacted' }, 'The addresses of the pages you open, without search terms'],
    [{ urlDetail: 'full' }, 'The full addresses of the pages you open, with search terms'],
    [{ disabledEvents: ['WindowLocation'] }, 'When a page opens'],
    [{ textScope: 'password' }, fingerprint('what you type into password fields')],
    [{ textScope: 'fields' }, fingerprint('what you type into password fields and other one-line fields')],
    [
      { textScope: 'all' },
      fingerprint('all that you type, also into large text boxes and outside of fields'),
    ],
    [{ incognito: true }, 'The same in private windows'],
    [{ fullHosts: ['a.example', 'b.example'] }, 'Full addresses, with search terms, on 2 chosen sites'],
  ] as const satisfies [Partial<Capture>, string][])('says for %o: %s', (changes, lead) => {
    expect(told(changes as Partial<Capture>).leads).toContain(lead)
  })

  test.each([
    [{ textScope: 'off' }, 'fingerprint'],
    [{ disabledEvents: ['TextInput'] }, 'fingerprint'],
    [{ disabledEvents: ['Window', 'WindowLocation'] }, 'page'],
    [{ urlDetail: 'full', fullHosts: ['a.example'] }, 'chosen site'],
    [{}, 'private windows'],
  ] as const satisfies [Partial<Capture>, string][])('says for %o nothing of a %s', (changes, absent) => {
    const { leads } = told(changes as Partial<Capture>)
    expect(leads.length).toBeGreaterThan(0)
    expect(leads.join('\n')).not.toContain(absent)
  })

  test.each([
    ['minimal', 'It covers pages themselves, not'],
    ['standard', 'where it asks for a password or you type in it'],
    ['full', 'everything that is embedded'],
  ] as const)('says which frames count at level %s', (level, words) => {
    expect(told({ level }).collected[0]?.detail).toContain(words)
  })

  test.each([
    [true, ' how long the text is'],
    [false, 'roughly how long the text is'],
  ])('says whether lengths are exact (%s)', (exactLength, words) => {
    const detail = told({ exactLength }).collected[1]?.detail ?? ''
    expect(detail).toContain(words)
    expect(detail.includes('roughly')).toBe(!exactLength)
  })

  test('names the device and the person that events carry', () => {
    const { collected } = told({}, { device: 'LAPTOP-7', user: 'ada@example.com' })
    expect(collected.at(-1)?.detail).toBe('As your organisation names it: LAPTOP-7, ada@example.com.')
  })
})

describe('what is never collected', () => {
  test.each([
    [{}, 'The text that you type or paste, passwords, and what forms contain'],
    [{ textScope: 'off' }, 'Anything about what you type, copy or paste'],
    [{ disabledEvents: ['TextInput'] }, 'Anything about what you type, copy or paste'],
    [{ disabledEvents: ['WindowLocation'] }, 'Addresses of pages'],
    [{}, 'Search terms and values in addresses'],
    [{ fullHosts: ['a.example'] }, 'Search terms and values in addresses, except on the chosen sites'],
    [{}, 'Private windows'],
    [{}, 'Anything on 3 sites where nothing is recorded'],
    [{ includedHosts: ['a.example'] }, 'Sites that are not on the list of recorded sites'],
  ] as const satisfies [Partial<Capture>, string][])('says for %o: %s', (changes, sentence) => {
    expect(told(changes as Partial<Capture>).never).toContain(sentence)
  })

  test.each([
    [{ urlDetail: 'full' }, 'Search terms'],
    [{ incognito: true }, 'Private windows'],
    [{ excludedHosts: [] }, 'where nothing is recorded'],
  ] as const satisfies [Partial<Capture>, string][])('does not promise for %o: %s', (changes, promise) => {
    expect(told(changes as Partial<Capture>).never.join('\n')).not.toContain(promise)
  })

  test('names the hosts of every list that is not empty', () => {
    expect(told({ hostOnlyHosts: ['h.example'] }).hostLists).toEqual([
      { title: 'Sites where nothing is recorded', hosts: ['*.nhs.uk', '*.dgb.de', '*.chase.com'] },
      { title: 'Sites of which only the name is recorded', hosts: ['h.example'] },
    ])
  })
})
