import type { Account } from '../browsing/desk.ts'
import { signInTo, signUpAt } from '../browsing/sign-in.ts'
import { type Arrival, arrive } from './arrive.ts'
import { addCase, type CasePlan, type CaseSensor, moments, newHost, plan, take } from './case-plan.ts'
import type { BenignKind } from './planned-case.ts'

/** Plans one case; false when this sensor cannot have one of the kind. */
export type PlanCase = (all: CasePlan, sensor: CaseSensor) => boolean

interface Reuse {
  kind: BenignKind
  password: string
  firstHost: string
  host: string
  way: Arrival
  filled?: boolean
  /** Whether they come again. */
  stays: boolean
  signsUp: boolean
}

/** A site where many have an account; the first ones are the most popular. */
function popular({ organisation, random }: CasePlan): string {
  return organisation.personal[Math.floor(organisation.personal.length ** random.share())] as string
}

/** Where a personal password was made: the same site for each password of a person. */
function home({ organisation: { personal } }: CasePlan, sensor: CaseSensor, password: number): string {
  return personal[(sensor.index * 7 + password * 31) % 60] as string
}

export const planPersonalReuse: PlanCase = (all, sensor) => {
  const host = popular(all)
  // Some use the password of their work.
  const work = all.random.below(16) === 0
  const number = all.random.below(2)
  const firstHost = work ? all.organisation.identityHost : home(all, sensor, number)
  const password = work ? 'work' : `reused:${number}`
  const way = all.random.pick(['typed-address', 'search', 'link'] as const)
  return planReuse(all, sensor, {
    kind: 'personal-reuse',
    password,
    firstHost,
    host,
    way,
    stays: true,
    signsUp: false,
  })
}

const newSiteWays = [
  'mail-link',
  'search',
  'search',
  'link',
  'link',
  'typed-address',
  'chat-link',
  'popup',
] as const

export const planNewSite: PlanCase = (all, sensor) => {
  const number = all.random.below(2)
  return planReuse(all, sensor, {
    kind: 'personal-reuse-new-site',
    password: `reused:${number}`,
    firstHost: home(all, sensor, number),
    host: newHost(all),
    way: all.random.pick(newSiteWays),
    stays: all.random.below(5) < 2,
    signsUp: all.random.below(10) < 7,
  })
}

export const planManager: PlanCase = (all, sensor) =>
  planReuse(all, sensor, {
    kind: 'password-manager',
    password: 'managed:0',
    firstHost: home(all, sensor, 2),
    host: popular(all),
    way: 'typed-address',
    filled: true,
    stays: true,
    signsUp: false,
  })

export const planSister: PlanCase = (all, sensor) => {
  const { known, sister } = all.random.pick(all.organisation.personalSisters)
  const way = all.random.pick(['typed-address', 'search', 'link', 'mail-link'] as const)
  const password = `own:${known}`
  return planReuse(all, sensor, {
    kind: 'sister-domain',
    password,
    firstHost: known,
    host: sister,
    way,
    stays: all.random.below(2) === 0,
    signsUp: false,
  })
}

export const planSupplier: PlanCase = (all, sensor) =>
  planReuse(all, sensor, {
    kind: 'supplier-portal',
    password: 'suppliers',
    firstHost: home(all, sensor, 3),
    host: newHost(all),
    way: 'mail-link',
    stays: false,
    signsUp: all.random.below(2) === 0,
  })

function planReuse(all: CasePlan, sensor: CaseSensor, reuse: Reuse): boolean {
  const { kind, password, firstHost, host, way, filled = false } = reuse
  if (firstHost === host || !take(sensor, password, host)) return false
  const [first, later] = moments(all, sensor, 2)
  if (first === undefined || later === undefined) return false
  if (password !== 'work') planHome(sensor, { host: firstHost, password, filled }, first)
  const planned = addCase(all, sensor, { record: 'benign', kind, firstHost, host })
  plan(sensor, later, desk => {
    const account: Account = { host, filled, password: password === 'work' ? desk.workPassword : password }
    const arrived = { transition: way === 'typed-address' ? 'typed' : 'link', of: planned } as const
    if (way !== 'typed-address') arrive(desk, { protocol: 'https:', host, path: '/', search: '' }, way)
    if (reuse.signsUp) signUpAt(desk, account, arrived)
    else signInTo(desk, account, arrived)
    if (reuse.stays && password !== 'work') desk.accounts.push(account)
  })
  return true
}

/** Before a password can be reused it is used where it was made. */
function planHome(sensor: CaseSensor, account: Account, first: { epoch: number; share: number }): void {
  plan(sensor, first, desk => {
    signInTo(desk, account, { transition: 'typed' })
    if (!desk.accounts.some(({ host, password }) => host === account.host && password === account.password))
      desk.accounts.push(account)
  })
}
