import { expect, test } from 'vitest'
import { readUpdatePath } from './update-path.ts'

test.each([
  ['/updates/update.xml', { name: 'update.xml', contentType: 'text/xml; charset=utf-8', isManifest: true }],
  [
    '/updates/updates.json',
    { name: 'updates.json', contentType: 'application/json; charset=utf-8', isManifest: true },
  ],
  [
    '/updates/weaklayer-0.1.0.crx',
    { name: 'weaklayer-0.1.0.crx', contentType: 'application/x-chrome-extension', isManifest: false },
  ],
  [
    '/updates/pilot-2/weaklayer-1.2.3.4.xpi',
    {
      ring: 'pilot-2',
      name: 'weaklayer-1.2.3.4.xpi',
      contentType: 'application/x-xpinstall',
      isManifest: false,
    },
  ],
  [
    '/updates/pilot/update.xml?x=id%3Dabc%26v%3D1&os=linux',
    { ring: 'pilot', name: 'update.xml', contentType: 'text/xml; charset=utf-8', isManifest: true },
  ],
])('%s is a file that browsers may have', (url, path) => {
  expect(readUpdatePath(url)).toEqual(path)
})

test.each([
  '/updates/',
  '/updates',
  '/updates/pilot/',
  '/updates//update.xml',
  '/updates/../update.xml',
  '/updates/pilot/../update.xml',
  '/updates/%2e%2e/update.xml',
  '/updates/..%2fupdate.xml',
  '/updates/update%2exml',
  '/updates/.weaklayer-publish-update.xml',
  '/updates/.git/update.xml',
  '/updates/a/b/update.xml',
  '/updates/sensor-key.pem',
  '/updates/ids.json',
  '/updates/weaklayer-0.1.0.zip',
  '/updates/weaklayer-..crx',
  '/updates/weaklayer-1/../2.crx',
  '/updates/update.xml/',
  '/updates/update.xml\0.crx',
  '/updates/UPDATE.XML',
  '/updates/update.xml\n',
])('%j is no file that anybody may have', url => {
  expect(readUpdatePath(url)).toBeUndefined()
})
