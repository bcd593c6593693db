import { type Account, type Desk, open, type } from '../browsing/desk.ts'
import {
  federationPage,
  identityPage,
  mistype,
  signInTo,
  signInToWork,
  signUpAt,
  typeName,
  typePassword,
} from '../browsing/sign-in.ts'
import { type Address, page, signInPage, signUpPage, workPageOf } from '../organisation/addresses.ts'
import { arrive } from './arrive.ts'
import { addCase, moments, newHost, plan, take } from './case-plan.ts'
import type { PlanCase } from './reused-passwords.ts'

const typed = { transition: 'typed' } as const

/** A sign-in at another domain of the company. */
export const planCompanyDomain: PlanCase = (all, sensor) => {
  const { sisters, identityHost } = all.organisation
  const host = all.random.pick(sisters)
  const [moment] = moments(all, sensor, 1)
  if (moment === undefined || !take(sensor, 'work', host)) return false
  const planned = addCase(all, sensor, {
    record: 'benign',
    kind: 'company-domain',
    firstHost: identityHost,
    host,
  })
  const way = all.random.pick(['link', 'mail-link', 'typed-address', 'chat-link'] as const)
  plan(sensor, moment, desk => {
    arrive(desk, signInPage(host), way)
    if (desk.random.below(2) === 0) typeName(desk, 'name:work')
    typePassword(desk, { password: desk.workPassword, of: planned })
    open(desk, workPageOf(host, desk.random), { pause: false, transition: 'form_submit' })
  })
  return true
}

/** The identity provider passes on to another one, and the password is typed there. */
export const planProvider: PlanCase = (all, sensor) => {
  const { federationHost, identityHost, brand, services } = all.organisation
  const others = [federationHost, 'login.microsoft.com', 'login.live.com', `${brand}.okta.com`]
  const host = all.random.pick(others)
  const [moment] = moments(all, sensor, 1)
  if (moment === undefined || !take(sensor, 'work', host)) return false
  const planned = addCase(all, sensor, {
    record: 'benign',
    kind: 'identity-provider',
    firstHost: identityHost,
    host,
  })
  plan(sensor, moment, desk => {
    const target = workPageOf(desk.random.pick(services), desk.random)
    open(desk, target, typed)
    open(desk, identityPage(desk), { pause: false })
    typeName(desk, 'name:work')
    const there =
      host === federationHost ? federationPage(desk) : page(host, '/login.srf', '?wa&wtrealm&wctx')
    open(desk, there, { pause: false, transition: 'form_submit' })
    typePassword(desk, { password: desk.workPassword, of: planned })
    open(desk, target, { pause: false, transition: 'form_submit', redirects: [identityHost] })
  })
  return true
}

/** The password for work is changed at a page of its own: two cases. */
export const planChange: PlanCase = (all, sensor) => {
  const { passwordHost, identityHost } = all.organisation
  const [moment] = moments(all, sensor, 1)
  if (moment === undefined || !take(sensor, 'work', passwordHost)) return false
  const kind = 'password-change'
  const old = addCase(all, sensor, { record: 'benign', kind, firstHost: identityHost, host: passwordHost })
  const fresh = addCase(all, sensor, { record: 'benign', kind, firstHost: passwordHost, host: identityHost })
  plan(sensor, moment, desk => {
    arrive(desk, page(passwordHost, '/change'), desk.random.pick(['mail-link', 'link']))
    typePassword(desk, { password: desk.workPassword, of: old })
    desk.workPassword = `${desk.workPassword}'`
    typePassword(desk, { password: desk.workPassword })
    typePassword(desk, { password: desk.workPassword })
    open(desk, page(passwordHost, '/done'), { pause: false, transition: 'form_submit' })
    open(desk, identityPage(desk), { newTab: true })
    typePassword(desk, { password: desk.workPassword, of: fresh })
    open(desk, page(desk.organisation.intranet[0] as string, '/'), {
      pause: false,
      transition: 'form_submit',
    })
  })
  return true
}

/** The company brings in a service: first a few use it, later many. */
export const planNewService: PlanCase = (all, sensor) => {
  const { newServices, identityHost } = all.organisation
  const number = all.random.below(newServices.length)
  const host = newServices[number] as string
  const [one, two] = moments(all, sensor, 2)
  if (one === undefined || two === undefined || !take(sensor, 'work', host)) return false
  const began = (sensor.lengths.length * (number + 1)) / (newServices.length + 3)
  const moment = one.epoch >= began ? one : two
  const planned = addCase(all, sensor, {
    record: 'benign',
    kind: 'new-service',
    firstHost: identityHost,
    host,
  })
  const way = all.random.pick(['mail-link', 'mail-link', 'link', 'chat-link', 'typed-address'] as const)
  plan(sensor, moment, desk => {
    arrive(desk, signInPage(host), way)
    typeName(desk, 'name:work')
    typePassword(desk, { password: desk.workPassword, of: planned })
    for (let pages = 0; pages < 3; pages++) open(desk, workPageOf(host, desk.random), { pause: pages > 0 })
    desk.accounts.push({ host, password: desk.workPassword, filled: false })
  })
  return true
}

/** A password is typed where another one belongs, and then the right one. */
export const planWrongSite: PlanCase = (all, sensor) => {
  const { personal, identityHost } = all.organisation
  const wrong = personal[Math.floor(personal.length ** all.random.share())] as string
  const atWork = all.random.below(3) === 0
  const [first, moment] = moments(all, sensor, 2)
  const own: Account = { host: wrong, password: `own:${wrong}`, filled: false }
  const at = atWork ? identityHost : wrong
  if (first === undefined || moment === undefined) return false
  if (!take(sensor, atWork ? own.password : 'work', at)) return false
  const planned = addCase(all, sensor, {
    record: 'benign',
    kind: 'wrong-site',
    firstHost: atWork ? wrong : identityHost,
    host: at,
  })
  plan(sensor, first, desk => signInTo(desk, own, typed))
  const goesOn = all.random.below(2) === 0
  plan(sensor, moment, desk => {
    open(desk, atWork ? identityPage(desk) : signInPage(wrong), typed)
    typePassword(desk, { password: atWork ? own.password : desk.workPassword, of: planned })
    if (goesOn && !atWork) return signInToWork(desk, intranetPage(desk), typed)
    typePassword(desk, { password: atWork ? desk.workPassword : own.password })
    open(desk, atWork ? intranetPage(desk) : workPageOf(wrong, desk.random), { pause: false })
  })
  return true
}

/** A code that is good for a minute, typed in the wrong tab and then in the right one. */
export const planCode: PlanCase = (all, sensor) => {
  const { identityHost, brand, sisters } = all.organisation
  const host = all.random.pick([
    `vpn.${brand}.net`,
    sisters[0] as string,
    all.organisation.personal[3] as string,
  ])
  const [moment] = moments(all, sensor, 1)
  const name = `code:${all.cases.length}`
  if (moment === undefined || !take(sensor, name, host)) return false
  const planned = addCase(all, sensor, {
    record: 'benign',
    kind: 'one-time-code',
    firstHost: identityHost,
    host,
  })
  const characters = all.random.pick([6, 6, 8])
  const inputType = all.random.pick(['password', 'password', 'text', 'tel'])
  plan(sensor, moment, desk => {
    const code = { hash: desk.hashes.of(name), characters, inputType }
    open(desk, { ...identityPage(desk), path: '/common/SAS/ProcessAuth' }, typed)
    type(desk, code)
    open(desk, page(host, '/verify'), typed)
    type(desk, { ...code, of: planned })
    open(desk, workPageOf(host, desk.random), { pause: false })
  })
  return true
}

/** Printers and machines of one's own know the password for work too. */
export const planDevice: PlanCase = (all, sensor) => {
  const { devices, identityHost } = all.organisation
  const host = all.random.pick(devices)
  const [moment] = moments(all, sensor, 1)
  if (moment === undefined || !take(sensor, 'work', host)) return false
  const planned = addCase(all, sensor, {
    record: 'benign',
    kind: 'local-device',
    firstHost: identityHost,
    host,
  })
  plan(sensor, moment, desk => {
    open(desk, page(host, '/login'), typed)
    if (desk.random.below(3) === 0) mistype(desk)
    typePassword(desk, { password: desk.workPassword, of: planned })
    open(desk, page(host, '/status'), { pause: false })
  })
  return true
}

/** Somebody makes an account at a tool that nobody else knows, with the password for work, and goes on using it. */
export const planTool: PlanCase = (all, sensor) => {
  const host = newHost(all)
  const [moment] = moments(all, sensor, 1)
  if (moment === undefined) return false
  const planned = addCase(all, sensor, {
    record: 'benign',
    kind: 'work-password-at-tool',
    firstHost: all.organisation.identityHost,
    host,
  })
  const signUp: Address = signUpPage(host)
  plan(sensor, moment, desk => {
    arrive(desk, { ...signUp, path: '/', search: '' }, 'search')
    const account = { host, password: desk.workPassword, filled: false }
    signUpAt(desk, account, { of: planned })
    desk.accounts.push(account, account)
  })
  return true
}

function intranetPage({ organisation }: Desk): Address {
  return page(organisation.intranet[0] as string, '/')
}
