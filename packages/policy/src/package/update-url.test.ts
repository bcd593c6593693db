import { expect, test } from 'vitest'
import { readFolderUrl } from './update-url.ts'

test.each([
  ['https://gateway.example.com/updates', 'https://gateway.example.com/updates'],
  ['https://gateway.example.com/updates/pilot//', 'https://gateway.example.com/updates/pilot'],
  ['HTTPS://Gateway.Example.com:8443/', 'https://gateway.example.com:8443'],
  ['http://127.0.0.1:8080/updates', 'http://127.0.0.1:8080/updates'],
])('%s is the folder %s', (text, url) => {
  expect(readFolderUrl(text)).toEqual({ status: 'ok', url })
})

test.each([
  ['gateway.example.com/updates', 'Expected an address such as https://'],
  ['ftp://gateway.example.com/updates', 'Expected an address such as https://'],
  ['https://me:hunter2@gateway.example.com/updates', 'no user name or password'],
  ['https://gateway.example.com/updates?ring=pilot', 'without ? or #'],
  ['https://gateway.example.com/updates#', 'without ? or #'],
  ['https://gateway.example.com/updates/update.xml', 'of the folder'],
])('%s is refused: %s', (text, message) => {
  const answer = readFolderUrl(text)
  expect(answer).toMatchObject({ status: 'invalid', message: expect.stringContaining(message) })
  expect(JSON.stringify(answer)).not.toContain('hunter2')
})
