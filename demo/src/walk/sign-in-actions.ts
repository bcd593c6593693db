import type { Page } from 'playwright'
import { pageLoad, text } from './expected-event.ts'
import { follow, typeInto, type WalkAction } from './walk-action.ts'

const userName = 'mira.alder'
const password = 'Ebb & Flöd 1871!'
const newPassword = 'Spring tide 2026?'

async function signIn(page: Page, target: string): Promise<void> {
  await typeInto(page, '#name', userName)
  await typeInto(page, '#password', password)
  await page.locator('#password').press('Enter')
  await page.waitForURL(target)
}

function signInAt(name: string): WalkAction {
  return {
    name,
    run: (page, site) => signIn(page, `${site.url}account.html`),
    expects: site => [
      text('text', userName, `${site.url}sign-in.html`),
      text('password', password, `${site.url}sign-in.html`),
      ...pageLoad(`${site.url}account.html`),
    ],
  }
}

const changePassword: WalkAction = {
  name: 'change the password',
  run: async (page, site) => {
    await typeInto(page, '#old', password)
    await typeInto(page, '#new', newPassword)
    await Promise.all([page.waitForResponse(`${site.url}account.html`), page.locator('button').click()])
    await page.waitForLoadState()
  },
  expects: site => [
    text('password', password, `${site.url}account.html`),
    text('password', newPassword, `${site.url}account.html`),
    ...pageLoad(`${site.url}account.html`),
  ],
}

/** The wrong place: the copied page on another host gets the same password. */
const takeTheBait: WalkAction[] = [
  {
    name: 'follow the offer to another host',
    run: async (page, site) => {
      await page.locator('#offer').click()
      await page.waitForURL(`${site.otherUrl}secure/sign-in.html`)
    },
    expects: site => pageLoad(`${site.otherUrl}secure/sign-in.html`),
  },
  {
    name: 'type the same password there',
    run: (page, site) => signIn(page, `${site.otherUrl}secure/thanks.html`),
    expects: site => [
      text('text', userName, `${site.otherUrl}secure/sign-in.html`),
      text('password', password, `${site.otherUrl}secure/sign-in.html`),
      ...pageLoad(`${site.otherUrl}secure/thanks.html`),
    ],
  },
  follow('return from the other host', 'main a', ''),
]

/** Passwords in the right place, twice, and in the wrong one. */
export const signInActions: readonly WalkAction[] = [
  follow('open the sign-in page', '.bar a[href="/sign-in.html"]', 'sign-in.html'),
  signInAt('sign in'),
  changePassword,
  follow('return to the start page', '.bar .brand', ''),
  ...takeTheBait,
  follow('open the sign-in page again', '.bar a[href="/sign-in.html"]', 'sign-in.html'),
  signInAt('sign in with the same password again'),
]
