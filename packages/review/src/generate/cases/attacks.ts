import type { Desk } from '../browsing/desk.ts'
import { move, open } from '../browsing/desk.ts'
import { identityPage, mistype, signInTo, signInToWork, typeName, typePassword } from '../browsing/sign-in.ts'
import { type Address, page, pageOf } from '../organisation/addresses.ts'
import { webHost } from '../organisation/organisation.ts'
import { arrive } from './arrive.ts'
import { addCase, type CasePlan, type CaseSensor, moments, newHost, plan, take } from './case-plan.ts'
import { lookAlikeOf } from './look-alike.ts'
import type { AttackWay, PlannedCase } from './planned-case.ts'

type Trait =
  | 'look-alike'
  | 'night'
  | 'twice'
  | 'wrong-first'
  | 'corrected'
  | 'campaign'
  | 'own-password'
  | 'sent-on'

interface Attack {
  way: AttackWay
  traits: Trait[]
}

/** Each attack in its way; more than these begin again at the first. */
const attacks: Attack[] = [
  { way: 'mail-link', traits: ['sent-on'] },
  { way: 'mail-link', traits: ['look-alike', 'sent-on'] },
  { way: 'popup', traits: [] },
  { way: 'mail-link', traits: ['look-alike', 'night'] },
  { way: 'compromised-site', traits: ['sent-on'] },
  { way: 'chat-link', traits: [] },
  { way: 'search', traits: ['look-alike'] },
  { way: 'mail-link', traits: ['twice'] },
  { way: 'redirect', traits: ['sent-on'] },
  { way: 'typed-address', traits: ['look-alike', 'sent-on'] },
  { way: 'mail-link', traits: ['campaign', 'look-alike'] },
  { way: 'mail-link', traits: ['campaign', 'look-alike', 'wrong-first'] },
  { way: 'mail-link', traits: ['campaign', 'look-alike', 'sent-on'] },
  { way: 'search', traits: ['own-password'] },
  { way: 'popup', traits: ['look-alike', 'twice'] },
  { way: 'redirect', traits: ['look-alike', 'night'] },
  { way: 'chat-link', traits: ['look-alike', 'corrected'] },
  { way: 'compromised-site', traits: ['wrong-first'] },
  { way: 'mail-link', traits: ['own-password', 'corrected'] },
  { way: 'typed-address', traits: ['look-alike', 'corrected'] },
]

/** Plans that people type a real password of theirs where it gets stolen: each person once, spread over the time. */
export function planAttacks(all: CasePlan, count: number): void {
  const victims = spread(all, count)
  let campaign: string | undefined
  for (const [index, sensor] of victims.entries()) {
    const attack = attacks[index % attacks.length] as Attack
    if (!attack.traits.includes('campaign')) campaign = undefined
    const host = attack.traits.includes('campaign') && campaign !== undefined ? campaign : hostOf(all, attack)
    if (attack.traits.includes('campaign')) campaign = host
    planAttack(all, sensor, { ...attack, host })
  }
}

function spread({ sensors, random }: CasePlan, count: number): CaseSensor[] {
  const order = sensors
    .map(sensor => ({ sensor, at: random.share() }))
    .sort((one, other) => one.at - other.at)
  return order.slice(0, count).map(({ sensor }) => sensor)
}

function hostOf(all: CasePlan, { way, traits }: Attack): string {
  if (way === 'compromised-site') return webHost(all.organisation, 300 + all.random.below(3000))
  return traits.includes('look-alike') ? lookAlikeOf(all, way === 'typed-address') : newHost(all)
}

function planAttack(
  all: CasePlan,
  sensor: CaseSensor,
  { way, traits, host }: Attack & { host: string },
): void {
  const { organisation, random } = all
  const own = traits.includes('own-password')
    ? { host: organisation.personal[random.below(12)] as string, password: 'own:stolen', filled: false }
    : undefined
  const firstHost = own?.host ?? organisation.identityHost
  take(sensor, own?.password ?? 'work', host)
  const planned = addCase(all, sensor, { record: 'attack', kind: way, traits, firstHost, host })
  const [before, moment] = moments(all, sensor, 2)
  if (before === undefined || moment === undefined) throw new Error('a sensor has no moment for an attack')
  if (own !== undefined) plan(sensor, before, desk => signInTo(desk, own, { transition: 'typed' }))
  if (traits.includes('night')) sensor.agenda.nights.add(moment.epoch)
  const lure = lurePage(all, host, way)
  plan(sensor, moment, desk => {
    comeTo(desk, lure, way)
    giveAway(desk, planned, own?.password)
    if (traits.includes('sent-on')) open(desk, page(organisation.mailHost, '/mail/'), { pause: false })
    if (!traits.includes('corrected')) return
    if (own === undefined)
      signInToWork(desk, page(desk.organisation.intranet[0] as string, '/'), { transition: 'typed' })
    else signInTo(desk, own, { transition: 'typed' })
  })
  planOthers(all, sensor, { lure, way, epoch: moment.epoch })
}

const lurePaths = [
  '/',
  '/login',
  '/secure/login',
  '/auth/{token}',
  '/signin',
  '/owa/',
  '/index.html',
  '/v/{token}',
  '/document/{uuid}',
]

function lurePage({ random }: CasePlan, host: string, way: AttackWay): Address {
  if (way === 'compromised-site')
    return page(host, `/wp-content/plugins/${random.pick(['forms', 'gallery'])}/portal/`)
  return page(host, random.pick(lurePaths), random.below(3) === 0 ? '?id' : '')
}

function comeTo(desk: Desk, lure: Address, way: AttackWay): void {
  arrive(desk, lure, way === 'compromised-site' ? desk.random.pick(['mail-link', 'search']) : way)
  if (desk.random.below(3) === 0)
    move(desk, { ...lure, path: `${lure.path.replace(/\/$/, '')}/verify` }, false)
}

function giveAway(desk: Desk, planned: PlannedCase, own: string | undefined): void {
  const { traits } = planned
  if (desk.random.below(3) > 0) typeName(desk, own === undefined ? 'name:work' : 'name:own')
  if (traits.includes('wrong-first')) mistype(desk)
  const password = own ?? desk.workPassword
  typePassword(desk, { password, of: planned })
  if (!traits.includes('twice')) return
  open(
    desk,
    { ...identityPage(desk), host: planned.host, path: '/login/error' },
    { pause: false, transition: 'form_submit' },
  )
  typePassword(desk, { password, of: planned })
}

/** Others see the page too and type nothing; a compromised site is one that people know. */
function planOthers(
  all: CasePlan,
  victim: CaseSensor,
  of: { lure: Address; way: AttackWay; epoch: number },
): void {
  const { lure, way } = of
  const known = way === 'compromised-site'
  for (let others = known ? 12 : all.random.below(3); others > 0; others--) {
    const sensor = all.random.pick(all.sensors)
    const [moment] = moments(all, sensor, 1)
    if (sensor === victim || moment === undefined) continue
    plan(sensor, moment, desk =>
      known ? open(desk, pageOf(lure.host, desk.random)) : arrive(desk, lure, way),
    )
  }
}
