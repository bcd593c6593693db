import type { PlannedCase } from '../cases/planned-case.ts'
import { type Address, page, signInPage, signUpPage, workPageOf } from '../organisation/addresses.ts'
import { type Account, type Desk, move, type Opening, open, openFrame, type } from './desk.ts'

export interface PasswordEntry {
  /** Name of the text. */
  password: string
  filled?: boolean
  inputType?: string
  of?: PlannedCase | undefined
  frame?: ReturnType<typeof openFrame>
}

/** How somebody comes to sign in, and the case that it is. */
export interface SignIn extends Opening {
  of?: PlannedCase | undefined
}

/** How long a password is: its name decides, 8 characters or more. */
function passwordCharacters(name: string): number {
  let sum = 0
  for (let at = 0; at < name.length; at++) sum += name.charCodeAt(at)
  return 8 + (sum % 9)
}

export function typePassword(desk: Desk, { password, filled, inputType, of, frame }: PasswordEntry): void {
  const characters = passwordCharacters(password)
  type(desk, {
    hash: desk.hashes.of(password),
    characters,
    inputType: inputType ?? 'password',
    filled: filled === true,
    of,
    ...(frame === undefined ? {} : { frame }),
  })
}

/** A password with a typing error: nobody types the same one again. */
export function mistype(desk: Desk): void {
  type(desk, { hash: desk.hashes.once(), characters: 8 + desk.random.below(8), inputType: 'password' })
}

export function typeName(desk: Desk, name: string): void {
  type(desk, { hash: desk.hashes.of(name), characters: 12 + (name.length % 12), inputType: 'text' })
}

const authorize = '/common/oauth2/v2.0/authorize'

/** The page of the identity provider; the pages of work send people there. */
export function identityPage(desk: Desk): Address {
  return page(desk.organisation.identityHost, authorize, '?client_id&response_type&redirect_uri&scope&state')
}

export function federationPage(desk: Desk): Address {
  return page(desk.organisation.federationHost, '/adfs/ls/', '?client-request-id&wa&wtrealm&wctx')
}

/** Signs in to something at work: it sends to the identity provider, which sends back. */
export function signInToWork(desk: Desk, target: Address, how: Opening = {}): void {
  open(desk, target, how)
  open(desk, identityPage(desk), { pause: false, transition: 'form_submit', redirects: [] })
  if (desk.random.below(3) > 0) typeName(desk, 'name:work')
  if (desk.random.below(25) === 0) mistype(desk)
  typePassword(desk, { password: desk.workPassword })
  open(desk, target, { pause: false, transition: 'form_submit', redirects: [desk.organisation.identityHost] })
}

/** Signs in to an account of one's own. */
export function signInTo(desk: Desk, account: Account, how: SignIn = {}): void {
  const { host, password, filled } = account
  const { of } = how
  open(desk, signInPage(host), how)
  const inner = desk.random.below(14) === 0 ? openFrame(desk, page(host, '/embed/login')) : undefined
  if (desk.random.below(2) === 0 && inner === undefined) typeName(desk, 'name:own')
  if (!filled && desk.random.below(25) === 0) mistype(desk)
  typePassword(desk, { password, filled, of, ...(inner === undefined ? {} : { frame: inner }) })
  open(desk, workPageOf(host, desk.random), { pause: false, transition: 'form_submit' })
}

/** Makes an account: name, and often the password twice. */
export function signUpAt(desk: Desk, account: Account, how: SignIn = {}): void {
  const { host, password, filled } = account
  const { of } = how
  open(desk, signUpPage(host), how)
  typeName(desk, 'name:own')
  typePassword(desk, { password, filled, of })
  if (desk.random.below(5) < 2) typePassword(desk, { password, filled, of })
  open(desk, workPageOf(host, desk.random), { pause: false, transition: 'form_submit' })
  if (desk.random.below(2) === 0) move(desk, workPageOf(host, desk.random))
}
