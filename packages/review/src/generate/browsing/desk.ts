import type { PlannedCase } from '../cases/planned-case.ts'
import type { Address } from '../organisation/addresses.ts'
import type { Organisation } from '../organisation/organisation.ts'
import type { Person } from '../organisation/person.ts'
import type { SeededRandom } from '../seeded-random.ts'
import type { TextHashes } from '../text-hashes.ts'
import type { Frame, Step } from './steps.ts'

/** A site where somebody has an account of their own. */
export interface Account {
  host: string
  /** Name of the password's text. */
  password: string
  filled: boolean
}

/** What a person has before them: open tabs, accounts, and what is about to happen. */
export interface Desk {
  organisation: Organisation
  person: Person
  random: SeededRandom
  hashes: TextHashes
  steps: Step[]
  /** Open tabs, the one in front last. */
  tabs: Frame[]
  lastTab: number
  accounts: Account[]
  /** Name of the text of the password for work. */
  workPassword: string
  /** Hosts seen; undefined where nobody asks. */
  seen: Set<string> | undefined
  /** Whether the first character that is typed is an event too, as first-generation sensors send it. */
  firstCharacters: boolean
}

export interface Opening {
  /** Into a new tab; the tab before is its opener where it was a link. */
  newTab?: boolean
  opener?: boolean
  transition?: 'link' | 'typed' | 'form_submit' | 'generated'
  /** The user took time before it. @default true */
  pause?: boolean
  /** Hosts that passed it on without showing a page. */
  redirects?: string[]
}

const mostTabs = 9
const clickUs = 1_200_000
const loadUs = 60_000

/** Loads a page into a tab: a window, then its address. */
export function open(desk: Desk, address: Address, how: Opening = {}): Frame {
  const before = desk.tabs.at(-1)
  const frame = how.newTab === true || before === undefined ? addTab(desk) : before
  const from = before?.host ?? ''
  const afterUs = 200_000 + desk.random.below(clickUs)
  if (how.newTab === true && how.opener === true && before !== undefined)
    later(desk, before, {
      type: 'PopupOpen',
      fields: `"openerTab":${before.tab},"targetHost":"${address.host}","changedWhileHidden":false,`,
    })
  desk.steps.push({ kind: 'window', frame, afterUs, pause: how.pause !== false })
  desk.steps.push({
    kind: 'location',
    frame,
    address,
    afterUs: 4000 + desk.random.below(loadUs),
    pause: false,
  })
  navigated(desk, { frame, address, how, from, openerTab: before?.tab })
  frame.host = address.host
  return frame
}

/** Changes the address within a page, as applications do. */
export function move(desk: Desk, address: Address, pause = true): void {
  const frame = frontTab(desk)
  desk.steps.push({ kind: 'location', frame, address, afterUs: 300_000 + desk.random.below(clickUs), pause })
  frame.host = address.host
}

/** Loads a page into a frame within the page in front. */
export function openFrame(desk: Desk, address: Address): Frame {
  const top = frontTab(desk)
  const frame: Frame = {
    tab: top.tab,
    frame: 1 + desk.random.below(9),
    top,
    host: address.host,
    windowUs: 0,
    locationUs: 0,
  }
  const afterUs = 100_000 + desk.random.below(loadUs)
  desk.steps.push({ kind: 'window', frame, afterUs, pause: false })
  desk.steps.push({
    kind: 'location',
    frame,
    address,
    afterUs: 4000 + desk.random.below(loadUs),
    pause: false,
  })
  return frame
}

export interface Typed {
  hash: string
  characters: number
  inputType: string
  filled?: boolean
  of?: PlannedCase | undefined
  frame?: Frame
}

/** Puts text into a field of the page in front. */
export function type(desk: Desk, typed: Typed): void {
  const frame = typed.frame ?? frontTab(desk)
  const filled = typed.filled === true
  const text = { kind: 'text', frame, pause: false, inputType: typed.inputType, filled } as const
  if (desk.firstCharacters && !filled)
    desk.steps.push({
      ...text,
      hash: desk.hashes.of(`first:${typed.hash.charCodeAt(0) % 26}`),
      characters: 1,
      afterUs: 600_000,
    })
  const afterUs = filled ? 400_000 : 900_000 + desk.random.below(160_000 * typed.characters + 1)
  const { hash, characters } = typed
  desk.steps.push({
    ...text,
    hash,
    characters,
    afterUs,
    ...(typed.of === undefined ? {} : { of: typed.of }),
  })
}

/** Puts an open tab in front; a new one where none is of that host. */
export function front(desk: Desk, host: string): boolean {
  const at = desk.tabs.findLastIndex(tab => tab.host === host)
  if (at < 0) return false
  desk.tabs.push(...desk.tabs.splice(at, 1))
  return true
}

/** An event of a type that sensors do not record yet. */
export function later(desk: Desk, frame: Frame, event: { type: string; fields: string }): void {
  if (desk.seen !== undefined)
    desk.steps.push({ kind: 'later', frame, ...event, afterUs: 2000 + desk.random.below(8000), pause: false })
}

function frontTab(desk: Desk): Frame {
  const tab = desk.tabs.at(-1)
  if (tab === undefined) throw new Error('somebody works in a tab before any is open')
  return tab
}

function addTab(desk: Desk): Frame {
  const tab: Frame = {
    tab: ++desk.lastTab,
    frame: 0,
    top: undefined as never,
    host: '',
    windowUs: 0,
    locationUs: 0,
  }
  tab.top = tab
  desk.tabs.push(tab)
  if (desk.tabs.length > mostTabs) desk.tabs.shift()
  return tab
}

interface Navigated {
  frame: Frame
  address: Address
  how: Opening
  from: string
  openerTab: number | undefined
}

function navigated(desk: Desk, { frame, address, how, from, openerTab }: Navigated): void {
  if (desk.seen === undefined) return
  const link = how.transition ?? 'link'
  const fromLink = link !== 'typed'
  const opener = how.newTab === true && fromLink && openerTab !== undefined ? `"openerTab":${openerTab},` : ''
  const fromHost = fromLink && from !== '' ? `"fromHost":"${from}",` : ''
  const qualifiers = how.redirects === undefined ? '[]' : '["server_redirect"]'
  const fields = `"transition":"${link}","qualifiers":${qualifiers},"redirects":${JSON.stringify(how.redirects ?? [])},${opener}${fromHost}"firstSeen":${!desk.seen.has(address.host)},`
  desk.seen.add(address.host)
  later(desk, frame, { type: 'Navigation', fields })
}
