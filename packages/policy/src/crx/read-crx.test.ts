import { createHash, createPublicKey, createSign } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeCrx } from '../testing/make-crx.ts'
import { readCrxHeader } from './crx-header.ts'
import { type CrxContents, readCrx } from './read-crx.ts'

let directory: string
let crx: Buffer
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weaklayer-crx-'))
  crx = await makeCrx(directory, { version: '1.2.3', update_url: 'https://gateway.example.com/update.xml' })
})
afterAll(() => rm(directory, { recursive: true, force: true }))

const contents = (bytes: Uint8Array): CrxContents | undefined => {
  const reading = readCrx(bytes)
  return reading.status === 'ok' ? reading.crx : undefined
}

/** The id as Chromium's documentation gives it, from the key file alone. */
async function idOfKey(): Promise<string> {
  const pem = await readFile(join(directory, 'key.pem'), 'utf8')
  const der = createPublicKey(pem).export({ type: 'spki', format: 'der' })
  const digits = createHash('sha256').update(der).digest('hex').slice(0, 32)
  return [...digits].map(digit => 'abcdefghijklmnop'[Number.parseInt(digit, 16)]).join('')
}

test('a package of another packer reads with its id, version and a valid signature', async () => {
  expect(contents(crx)).toMatchObject({
    id: await idOfKey(),
    manifest: { version: '1.2.3', updateUrl: 'https://gateway.example.com/update.xml' },
    signature: 'valid',
  })
})

test('one changed byte of the archive makes the signature wrong', () => {
  const changed = Buffer.from(crx)
  const place = changed.indexOf('/* nothing */') // stored or deflated: the name is there in any case
  const at = place === -1 ? changed.indexOf('worker.js') : place
  changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
  expect(contents(changed)?.signature).toBe('wrong')
})

test('a package whose id was changed is signed wrongly', () => {
  const changed = Buffer.from(crx)
  const headerEnd = 12 + changed.readUInt32LE(8)
  changed.writeUInt8(changed.readUInt8(headerEnd - 1) ^ 1, headerEnd - 1)
  expect(contents(changed)).toMatchObject({ signature: 'wrong' })
})

test('a right signature with a key of another id is not of this id', async () => {
  const changed = Buffer.from(crx)
  const headerEnd = 12 + changed.readUInt32LE(8)
  const before = readCrxHeader(changed.subarray(12, headerEnd))
  const signature = Buffer.from(before?.rsaProofs[0]?.signature ?? [])
  changed.writeUInt8(changed.readUInt8(headerEnd - 1) ^ 1, headerEnd - 1)
  const signedData = readCrxHeader(changed.subarray(12, headerEnd))?.signedData ?? Buffer.alloc(0)
  const length = Buffer.from([signedData.length, 0, 0, 0])
  const parts = [Buffer.from('CRX3 SignedData\0'), length, signedData, changed.subarray(headerEnd)]
  const again = createSign('sha256')
    .update(Buffer.concat(parts))
    .sign(await readFile(join(directory, 'key.pem')))
  again.copy(changed, changed.indexOf(signature))
  expect(contents(changed)).toMatchObject({ signature: 'not of this id' })
})

test.each([
  ['an error page', Buffer.from('<!doctype html>'), 'Cr24'],
  ['nothing', Buffer.alloc(0), 'Cr24'],
  ['only a magic number', Buffer.from('Cr24'), 'ends in its header'],
  ['CRX2', Buffer.concat([Buffer.from('Cr24'), Buffer.from([2, 0, 0, 0]), Buffer.alloc(40)]), 'version 2'],
])('%s is no package', (_what, bytes, message) => {
  expect(readCrx(bytes)).toMatchObject({ status: 'invalid', message: expect.stringContaining(message) })
})

test('whatever bytes come, reading ends with a value', () => {
  const bytes = fc.uint8Array({ maxLength: 400 }).map(tail => Buffer.concat([crx.subarray(0, 8), tail]))
  void fc.assert(fc.property(bytes, given => readCrx(given).status === 'invalid'))
  const cut = fc.integer({ min: 0, max: crx.length - 1 })
  void fc.assert(fc.property(cut, length => contents(crx.subarray(0, length))?.signature !== 'valid'))
})
