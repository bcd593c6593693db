import { doSomething, toChat, toMail } from '../browsing/activities.ts'
import { type Desk, move, open, type } from '../browsing/desk.ts'
import { type Address, page, pageOf } from '../organisation/addresses.ts'
import { webHost } from '../organisation/organisation.ts'

/** Ways to a page. `link`: from a page that was open anyway. */
export type Arrival = 'mail-link' | 'chat-link' | 'popup' | 'search' | 'redirect' | 'typed-address' | 'link'

/** Lets somebody come to a page in a certain way. */
export function arrive(desk: Desk, address: Address, way: Arrival): void {
  const { random, organisation } = desk
  const newTab = { newTab: true, opener: true }
  switch (way) {
    case 'mail-link':
      toMail(desk)
      move(desk, page(organisation.mailHost, '/mail/inbox/id/{token}'))
      open(desk, address, newTab)
      return
    case 'chat-link':
      toChat(desk)
      move(desk, page(organisation.chatHost, '/v2/{uuid}'))
      open(desk, address, newTab)
      return
    case 'popup':
      open(desk, pageOf(webHost(organisation, 40 + random.below(4000)), random))
      open(desk, address, { ...newTab, pause: false })
      return
    case 'search':
      searchFor(desk)
      open(desk, address)
      return
    case 'redirect':
      toMail(desk)
      open(desk, pageOf(webHost(organisation, 5 + random.below(200)), random), newTab)
      open(desk, address, { pause: false, transition: 'generated', redirects: [`r.${address.host}`] })
      return
    case 'typed-address':
      open(desk, address, { newTab: random.below(2) === 0, transition: 'typed' })
      return
    case 'link':
      doSomething(desk)
      desk.steps.splice(14)
      open(desk, address)
  }
}

function searchFor(desk: Desk): void {
  const { random, organisation, hashes } = desk
  const engine = random.pick(organisation.searchHosts)
  open(desk, page(engine, '/'), { newTab: true, transition: 'typed' })
  type(desk, { hash: hashes.once(), characters: 6 + random.below(20), inputType: 'search' })
  open(desk, page(engine, '/search', '?q&source'), { pause: false, transition: 'form_submit' })
}
