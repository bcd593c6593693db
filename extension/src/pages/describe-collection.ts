import type { SensorView } from '../protocol.ts'
import { countText } from './quantity-text.ts'
import type { HostList, Sentence } from './text-model.ts'

/** What is recorded and what never is, under the policy in force. */
export interface CollectionText {
  collected: Sentence[]
  never: string[]
  hostLists: HostList[]
}

type Capture = SensorView['capture']

/** Says in sentences what the sensor records here and now, and what it never does. */
export function describeCollection(view: Pick<SensorView, 'capture' | 'device' | 'user'>): CollectionText {
  const { capture } = view
  return {
    collected: [addresses(capture), fullAddresses(capture), typedText(capture), privateWindows(capture)]
      .filter(sentence => sentence !== undefined)
      .concat(aboutTheBrowser(view)),
    never: neverCollected(capture),
    hostLists: hostLists(capture),
  }
}

const frames: Record<Capture['level'], string> = {
  minimal: 'It covers pages themselves, not what is embedded in them.',
  standard: 'It covers pages, and what is embedded in them where it asks for a password or you type in it.',
  full: 'It covers pages and everything that is embedded in them.',
}

const addressSentences: Record<Capture['urlDetail'], Sentence> = {
  host: {
    lead: 'Which sites you open, by name only',
    detail: 'Such as example.com, with the time. Not which page of the site.',
  },
  redacted: {
    lead: 'The addresses of the pages you open, without search terms',
    detail:
      'With the time. Values in an address are left out, and parts that look like secrets are replaced.',
  },
  full: {
    lead: 'The full addresses of the pages you open, with search terms',
    detail: 'With the time. Only a user name or password inside an address is left out.',
  },
}

const isOff = (capture: Capture, type: string) => capture.disabledEvents.includes(type)

function addresses(capture: Capture): Sentence | undefined {
  if (!isOff(capture, 'WindowLocation')) {
    const sentence = addressSentences[capture.urlDetail]
    return { lead: sentence.lead, detail: `${sentence.detail} ${frames[capture.level]}` }
  }
  if (isOff(capture, 'Window')) return undefined
  return { lead: 'When a page opens', detail: `Not its address. ${frames[capture.level]}` }
}

function fullAddresses(capture: Capture): Sentence | undefined {
  const hosts = capture.fullHosts ?? []
  if (hosts.length === 0 || capture.urlDetail === 'full' || isOff(capture, 'WindowLocation')) return undefined
  return { lead: `Full addresses, with search terms, on ${countText(hosts.length, 'chosen site')}` }
}

const textPlaces: Record<Exclude<Capture['textScope'], 'off'>, string> = {
  password: 'what you type into password fields',
  fields: 'what you type into password fields and other one-line fields',
  all: 'all that you type, also into large text boxes and outside of fields',
}

function typedText(capture: Capture): Sentence | undefined {
  if (capture.textScope === 'off' || isOff(capture, 'TextInput')) return undefined
  const length = capture.exactLength ? 'how long the text is' : 'roughly how long the text is'
  return {
    lead: `A scrambled fingerprint (keyed hash) of ${textPlaces[capture.textScope]} – never the text`,
    detail:
      `It shows where the same text is typed again. With it go the kind of field, ${length}, and whether ` +
      'a password manager filled it in. Texts of fewer than 4 characters are left out.',
  }
}

function privateWindows(capture: Capture): Sentence | undefined {
  return capture.incognito
    ? { lead: 'The same in private windows', detail: 'Where the browser lets this extension run in them.' }
    : undefined
}

function aboutTheBrowser(view: Pick<SensorView, 'capture' | 'device' | 'user'>): Sentence[] {
  const names = [view.device, view.user].filter(name => name !== undefined && name !== '')
  const state: Sentence = {
    lead: 'How this extension and this browser are doing',
    detail:
      'Versions of the browser and the operating system, settings, what waits to be sent, faults. ' +
      'The gateway also notes the network address that this extension signs in from.',
  }
  return names.length === 0
    ? [state]
    : [
        state,
        { lead: 'Whose browser this is', detail: `As your organisation names it: ${names.join(', ')}.` },
      ]
}

function neverCollected(capture: Capture): string[] {
  return [
    ...neverOfText(capture),
    'What pages show, and cookies',
    ...neverOfAddresses(capture),
    ...(capture.incognito ? [] : ['Private windows']),
    ...(capture.includedHosts.length > 0 ? ['Sites that are not on the list of recorded sites'] : []),
    ...(capture.excludedHosts.length > 0
      ? [`Anything on ${countText(capture.excludedHosts.length, 'site')} where nothing is recorded`]
      : []),
  ]
}

function neverOfText(capture: Capture): string[] {
  return typedText(capture) === undefined
    ? ['Anything about what you type, copy or paste']
    : ['The text that you type or paste, passwords, and what forms contain', 'What you copy']
}

function neverOfAddresses(capture: Capture): string[] {
  if (isOff(capture, 'WindowLocation')) return ['Addresses of pages']
  if (capture.urlDetail === 'full') return []
  const except = fullAddresses(capture) === undefined ? '' : ', except on the chosen sites'
  return [`Search terms and values in addresses${except}`]
}

function hostLists(capture: Capture): HostList[] {
  const lists: HostList[] = [
    { title: 'Sites where nothing is recorded', hosts: capture.excludedHosts },
    { title: 'The only sites that are recorded', hosts: capture.includedHosts },
    { title: 'Sites whose full addresses are recorded', hosts: capture.fullHosts ?? [] },
    { title: 'Sites of which only the name is recorded', hosts: capture.hostOnlyHosts ?? [] },
  ]
  return lists.filter(list => list.hosts.length > 0)
}
