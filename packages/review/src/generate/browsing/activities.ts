import { page, pageOf, workPageOf } from '../organisation/addresses.ts'
import { webHost, zipfRank } from '../organisation/organisation.ts'
import { type Desk, front, later, move, open, type } from './desk.ts'
import { signInTo, signInToWork } from './sign-in.ts'

type Activity = (desk: Desk) => void

/** Hosts that somebody likes are a slice of the web; the rest comes by popularity. */
const favourites = 60

function someHost(desk: Desk): string {
  const { organisation, random, person } = desk
  if (random.below(5) < 2) return webHost(organisation, zipfRank(random.share()))
  const begin = 37 * person.user.length + person.device.charCodeAt(5) * 211 + person.device.charCodeAt(6) * 17
  return webHost(organisation, begin + Math.floor(favourites ** random.share()))
}

/** Reads some pages of a site, in the tab in front or in a new one. */
function read(desk: Desk): void {
  const host = someHost(desk)
  const newTab = desk.random.below(3) === 0
  open(desk, pageOf(host, desk.random), { newTab, opener: newTab, transition: newTab ? 'link' : 'typed' })
  readOn(desk, host)
}

function readOn(desk: Desk, host: string): void {
  for (let pages = desk.random.below(4); pages > 0; pages--) {
    if (desk.random.below(3) === 0) move(desk, pageOf(host, desk.random))
    else open(desk, pageOf(host, desk.random))
  }
}

function search(desk: Desk): void {
  const { random, organisation, hashes } = desk
  const engine = random.pick(organisation.searchHosts)
  if (!front(desk, engine) || random.below(2) === 0)
    open(desk, page(engine, '/'), { newTab: random.below(2) === 0, transition: 'typed' })
  const hash = random.below(6) === 0 ? hashes.of(`search:${random.below(40)}`) : hashes.once()
  type(desk, { hash, characters: 5 + random.below(30), inputType: random.pick(['search', 'text']) })
  open(desk, page(engine, '/search', '?q&source'), { pause: false, transition: 'form_submit' })
  for (let clicks = random.below(3); clicks > 0; clicks--) {
    const host = someHost(desk)
    open(desk, pageOf(host, random))
    if (random.below(2) === 0) readOn(desk, host)
  }
}

/** Puts the mail in front: it is open all day. */
export function toMail(desk: Desk): void {
  const host = desk.organisation.mailHost
  if (!front(desk, host)) open(desk, page(host, '/mail/'), { newTab: true, transition: 'typed' })
}

export function toChat(desk: Desk): void {
  const host = desk.organisation.chatHost
  if (!front(desk, host)) open(desk, page(host, '/v2/'), { newTab: true, transition: 'typed' })
}

function mail(desk: Desk): void {
  const { random, hashes, organisation } = desk
  toMail(desk)
  for (let messages = 1 + random.below(5); messages > 0; messages--)
    move(
      desk,
      page(organisation.mailHost, `/mail/${random.pick(['inbox', 'inbox', 'sentitems'])}/id/{token}`),
    )
  if (random.below(3) > 0) return
  move(desk, page(organisation.mailHost, '/mail/compose/{token}'))
  type(desk, { hash: hashes.of(`to:${random.below(60)}`), characters: 22, inputType: 'text' })
  type(desk, { hash: hashes.once(), characters: 8 + random.below(50), inputType: 'text' })
}

function chat(desk: Desk): void {
  toChat(desk)
  const host = desk.organisation.chatHost
  for (let threads = 1 + desk.random.below(3); threads > 0; threads--) move(desk, page(host, '/v2/{uuid}'))
  if (desk.random.below(3) === 0) followLink(desk)
}

/** Somebody sent a link to a page: it opens in a new tab. */
function followLink(desk: Desk): void {
  const host = someHost(desk)
  open(desk, pageOf(host, desk.random), { newTab: true, opener: true })
  readOn(desk, host)
}

function newsletter(desk: Desk): void {
  toMail(desk)
  move(desk, page(desk.organisation.mailHost, '/mail/inbox/id/{token}'))
  followLink(desk)
}

/** Fills in forms of a service at work. */
function office(desk: Desk): void {
  const { random, organisation, hashes } = desk
  const host = random.pick(random.below(2) === 0 ? organisation.intranet : organisation.services)
  if (!front(desk, host))
    open(desk, workPageOf(host, random), { newTab: random.below(2) === 0, transition: 'typed' })
  for (let forms = 1 + random.below(3); forms > 0; forms--) {
    move(desk, workPageOf(host, random))
    for (let fields = random.below(6); fields > 0; fields--) {
      const known = random.below(3) === 0
      const hash = known ? hashes.of(`field:${random.below(200)}`) : hashes.once()
      type(desk, {
        hash,
        characters: 4 + random.below(30),
        inputType: random.pick(['text', 'text', 'email', 'number']),
      })
    }
  }
}

function workSignIn(desk: Desk): void {
  const { random, organisation } = desk
  const host = random.pick(random.below(2) === 0 ? organisation.intranet : organisation.services)
  signInToWork(desk, workPageOf(host, random), { transition: 'typed' })
}

function ownSignIn(desk: Desk): void {
  if (desk.accounts.length === 0) read(desk)
  else signInTo(desk, desk.random.pick(desk.accounts), { transition: 'typed' })
}

function popup(desk: Desk): void {
  read(desk)
  open(desk, pageOf(someHost(desk), desk.random), { newTab: true, opener: true, pause: false })
}

function download(desk: Desk): void {
  read(desk)
  const tab = desk.tabs.at(-1)
  if (tab !== undefined)
    later(desk, tab, {
      type: 'Download',
      fields: `"fileName":"report-${desk.random.below(999)}.pdf","extension":"pdf","mime":"application/pdf","bytes":${10_000 + desk.random.below(9_000_000)},"urlHost":"${tab.host}","scheme":"https","referrerHost":"${tab.host}","danger":"safe","state":"complete",`,
    })
}

/** What people do, each as often as it stands here. */
const activities: Activity[] = [
  ...Array<Activity>(30).fill(read),
  ...Array<Activity>(26).fill(office),
  ...Array<Activity>(16).fill(search),
  ...Array<Activity>(12).fill(mail),
  ...Array<Activity>(6).fill(chat),
  ...Array<Activity>(3).fill(newsletter),
  ...Array<Activity>(3).fill(ownSignIn),
  ...Array<Activity>(2).fill(workSignIn),
  popup,
  download,
]

/** Puts the steps of whatever comes next on the desk. */
export function doSomething(desk: Desk): void {
  desk.random.pick(activities)(desk)
}

/** The day begins: sign in to work, open the mail. */
export function beginDay(desk: Desk): void {
  const { intranet } = desk.organisation
  signInToWork(desk, page(desk.random.pick(intranet), '/'), {
    newTab: true,
    transition: 'typed',
    pause: false,
  })
  toMail(desk)
}
