import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'playwright/test'
import { browserKind } from '../support/browser-kind.ts'
import { valuesIn } from '../support/firefox-database.ts'
import { type Front, startFront } from '../support/front.ts'
import { type Laboratory, openLaboratory, until } from '../support/laboratory.ts'
import { encodingsOf, filesBelow, findSecrets, type Place } from '../support/secret-search.ts'
import { policyFor } from '../support/secrets.ts'

const canaries = {
  password: 'Kanarienvogel-7719-geheim',
  foreignPassword: 'пароль-канарейка-5532',
  text: 'private note canary 4418 zebra',
  accentedText: 'Übermäßig geheime Notiz café 9921',
  editor: 'editor canary 3307 giraffe',
  query: 'querycanary6625value',
  fragment: 'fragmentcanary8814value',
  user: 'usercanary2290',
  userPassword: 'userinfocanary5561',
  email: 'canary.person7783@example.org',
  token: 'eyJhbGciOiJIUzI1NiJ9.eyJjYW5hcnkiOjEyMzQ1fQ.c2lnbmF0dXJlLWNhbmFyeS0xMjM0NQ',
}
/** Ends up in every stored event, so the same search must find it in requests and files. */
const planted = 'planted-control-Ürban-6158'

let lab: Laboratory
let front: Front

test.beforeEach(async () => {
  lab = await openLaboratory()
  front = await startFront(lab.gatewayPort)
})

test.afterEach(async () => {
  await front.close()
  await lab.close()
})

test('nothing that was typed and no secret of an address leaves the page, in any encoding', async () => {
  const gateway = await lab.startGateway()
  const policy = policyFor(lab.secrets, front.port, { label: planted, text: { scope: 'all' } })
  // Firefox overwrites what was deleted: there the last good policy, which stays, shows that the search can see.
  const browser = await lab.openBrowser(
    browserKind() === 'firefox' ? { release: true, managed: policy } : { policy },
  )
  const page = await browser.context.newPage()
  const host = lab.site.url.replace('http://', '')
  await page.goto(
    `http://${canaries.user}:${canaries.userPassword}@${host}/login?secret=${canaries.query}#${canaries.fragment}`,
  )
  await page.locator('#user').pressSequentially(canaries.text)
  await page.locator('#password').pressSequentially(canaries.password)
  await page.locator('#note').fill('')
  await page.locator('#note').pressSequentially(canaries.accentedText)
  await page.goto(`${lab.site.url}/login/${canaries.token}/${encodeURIComponent(canaries.email)}`)
  await page.locator('#password').pressSequentially(canaries.foreignPassword)
  await page.evaluate(() => {
    document.body.innerHTML = '<div id="editor" contenteditable>x</div>'
  })
  await page.locator('#editor').click()
  await page.keyboard.type(canaries.editor)
  await page.goto(`${lab.site.url}/end`)
  await browser.flush()
  const events = await until(lab.stored, seen => seen.some(event => event.path === '/end'))
  expect(events.filter(event => event.type === 'TextInput').length).toBeGreaterThanOrEqual(5)
  const browserLog = await browser.workerLog()
  await browser.close()
  await gateway.stop()

  const requests = front.requests.map((request, index) => ({
    name: `request ${index} ${request.path}`,
    bytes: request.body,
  }))
  const headers = front.requests.map(({ path, headers }) => ({
    name: `headers ${path}`,
    bytes: Buffer.from(JSON.stringify(headers)),
  }))
  const files = filesBelow(join(lab.directory, 'events'))
  const database = databasePlaces()
  const log: Place[] = [
    { name: 'gateway log', bytes: Buffer.from(gateway.log()) },
    { name: 'worker log', bytes: Buffer.from(browserLog) },
  ]
  const places = [...requests, ...headers, ...files, ...database, ...log]

  expect(findSecrets(places, Object.values(canaries))).toEqual([])
  expect(findSecrets(requests, [planted]).length).toBeGreaterThanOrEqual(1)
  expect(findSecrets(files, [planted]).length).toBeGreaterThanOrEqual(1)
  expect(findSecrets(database, [planted]).length).toBeGreaterThanOrEqual(1)
})

/** Where each browser keeps IndexedDB and storage of extensions, below the profile. */
const databaseFolders = {
  chromium: ['IndexedDB', 'Local Extension Settings', 'Managed Extension Settings', 'Extension State'].map(
    name => join('Default', name),
  ),
  firefox: ['storage', 'browser-extension-data'],
}

function databasePlaces(): Place[] {
  const profile = join(lab.directory, 'browser-profile')
  return databaseFolders[browserKind()]
    .map(name => join(profile, name))
    .filter(path => existsSync(path))
    .flatMap(path =>
      filesBelow(path).flatMap(place =>
        place.name.endsWith('.sqlite') ? [place, ...valuesIn(place, join(path, place.name))] : [place],
      ),
    )
}

test('the search finds a planted secret in every encoding, plain and inflated', () => {
  for (const { name, bytes } of encodingsOf(planted)) {
    const wrapped = Buffer.concat([Buffer.from('before '), bytes, Buffer.from(' after')])
    expect(findSecrets([{ name, bytes: wrapped }], [planted]), name).toHaveLength(1)
    expect(findSecrets([{ name, bytes: gzipSync(wrapped) }], [planted]), name).toHaveLength(1)
  }
  for (const offset of [0, 1, 2]) {
    const encoded = Buffer.from(`${'x'.repeat(offset) + planted}!`).toString('base64')
    expect(findSecrets([{ name: 'base64', bytes: Buffer.from(encoded) }], [planted])).toHaveLength(1)
  }
  expect(findSecrets([{ name: 'clean', bytes: Buffer.from('nothing here') }], [planted])).toEqual([])
})
