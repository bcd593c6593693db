import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DemoSite, startDemoSite } from './start-demo-site.ts'

let site: DemoSite

beforeAll(async () => {
  site = await startDemoSite()
})

afterAll(() => site.close())

test.each([
  ['', 200, 'text/html; charset=utf-8'],
  ['style.css', 200, 'text/css; charset=utf-8'],
  ['app/inbox', 200, 'text/html; charset=utf-8'],
  ['secure/sign-in.html', 200, 'text/html; charset=utf-8'],
  ['nothing.html', 404, 'text/plain; charset=utf-8'],
  ['%2e%2e/start-demo-site.ts', 404, 'text/plain; charset=utf-8'],
  ['..%2fstart-demo-site.ts', 404, 'text/plain; charset=utf-8'],
] as const)('answers /%s with %i', async (path, status, type) => {
  const response = await fetch(site.url + path)

  expect([response.status, response.headers.get('content-type')]).toEqual([status, type])
})

test('links to its other host, and to nothing outside', async () => {
  const home = await (await fetch(site.url)).text()
  const addresses = [...home.matchAll(/(?:href|src|action)="(https?:[^"]*)"/g)].map(([, address]) => address)

  expect(addresses).toEqual([`${site.otherUrl}secure/sign-in.html`])
})

test.each([
  ['sign-in', '/account.html'],
  ['secure/sign-in', '/secure/thanks.html'],
] as const)('forgets the form %s and leads on to %s', async (path, target) => {
  const body = new URLSearchParams({ name: 'mira', password: 'canary' })
  const response = await fetch(site.url + path, { method: 'POST', body, redirect: 'manual' })

  expect([response.status, response.headers.get('location')]).toEqual([303, target])
})
