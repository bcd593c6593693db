import { expect, test } from 'vitest'
import { readUpdatesJson, readUpdateXml, updatesJson, updateXml } from './update-manifests.ts'

const offer = {
  id: 'abcdefghijklmnopabcdefghijklmnop',
  version: '1.2.3',
  url: `https://gateway.example.com/it's "a" <b>&amp;/x.crx`,
  sha256: 'ab'.repeat(32),
}
const { id, version, url, sha256 } = offer

test('whatever the address, what is written is read', () => {
  const xml = updateXml({ ...offer, bytes: 12, minimumVersion: '120' })
  expect(xml).not.toMatch(/<b>|"a"/)
  expect(readUpdateXml(xml)).toEqual(offer)
  expect(readUpdatesJson(updatesJson({ ...offer, minimumVersion: '140.0' }))).toEqual(offer)
})

test('an update.xml as others write it is read too', () => {
  const text = `<?xml version="1.0"?><gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
    <app appid="${id}">
      <updatecheck codebase="https://x/y.crx"
        version="1.2"></updatecheck></app></gupdate>`
  expect(readUpdateXml(text)).toEqual({ id, version: '1.2', url: 'https://x/y.crx' })
})

const app = `<app appid='${id}'><updatecheck codebase='https://x/y.crx' version='1'/></app>`
test.each([
  '',
  'not found',
  '<gupdate></gupdate>',
  app + app,
  app.replace('version', 'v'),
  app.replace('appid', 'a'),
])('no update.xml of one extension: %j', text => {
  expect(readUpdateXml(text)).toBeUndefined()
})

const update = { version, update_link: url, update_hash: `sha256:${sha256}` }
test.each([
  '',
  '[]',
  'null',
  '{}',
  JSON.stringify({ addons: { a: { updates: [] } } }),
  JSON.stringify({ addons: { a: { updates: [update, update] } } }),
  JSON.stringify({ addons: { a: { updates: [update] }, b: { updates: [update] } } }),
  JSON.stringify({ addons: { a: { updates: [{ ...update, version: 1 }] } } }),
])('no updates.json of one add-on: %j', text => {
  expect(readUpdatesJson(text)).toBeUndefined()
})
