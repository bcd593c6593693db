import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { afterAll, expect, test } from 'vitest'
import { sampleBuild } from '../testing/sample-build.ts'
import { packCrx } from './crx3.ts'
import { makeSigningKey, readSigningKey } from './signing-key.ts'
import { zipOf } from './zip.ts'

const folder = mkdtempSync(join(tmpdir(), 'weaklayer-crx-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string) => join(folder, name)

const require = createRequire(import.meta.url)
const pem = makeSigningKey()
const key = readSigningKey(pem, 'test')
const zip = zipOf(sampleBuild('chromium').files)
const crx = Buffer.from(packCrx(zip, key))
writeFileSync(at('key.pem'), pem)

test('another packer makes the same bytes of the same zip and key', async () => {
  type CreateStream = (path: string, options: { keyPath: string }) => Writable
  const createStream = require('crx3/lib/crx3stream.js') as CreateStream
  const stream = createStream(at('other.crx'), { keyPath: at('key.pem') })
  stream.end(zip)
  await once(stream, 'close')
  expect(crx.equals(readFileSync(at('other.crx')))).toBe(true)
})

test('openssl verifies the signature over header and zip, and finds a changed byte', () => {
  const headerBytes = crx.readUInt32LE(8)
  const header = crx.subarray(12, 12 + headerBytes)
  // The header ends with signed_header_data: tag, length 18, and in it the id of 16 bytes.
  const signedData = header.subarray(-18)
  const context = Buffer.from('CRX3 SignedData\0\x12\0\0\0', 'latin1')
  const signed = Buffer.concat([context, signedData, crx.subarray(12 + headerBytes)])
  // The proof ends before that field, with a signature of 256 bytes.
  writeFileSync(at('signature'), header.subarray(-22 - 256, -22))
  execFileSync('openssl', ['pkey', '-in', at('key.pem'), '-pubout', '-out', at('public.pem')])
  const verify = (data: Buffer) => {
    writeFileSync(at('signed'), data)
    const args = ['dgst', '-sha256', '-verify', at('public.pem'), '-signature', at('signature'), at('signed')]
    return execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString()
  }
  expect(verify(signed)).toContain('Verified OK')
  signed[signed.length - 1] = 255 - (signed.at(-1) ?? 0)
  expect(() => verify(signed)).toThrow()
  expect(header.includes(Buffer.from(key.publicDer))).toBe(true)
})

test('the id is that of the public key, as openssl sees it', () => {
  const der = execFileSync('openssl', ['pkey', '-in', at('key.pem'), '-pubout', '-outform', 'DER'])
  writeFileSync(at('public.der'), der)
  const hash = execFileSync('openssl', ['dgst', '-sha256', '-r', at('public.der')])
    .toString()
    .slice(0, 32)
  const letters = 'abcdefghijklmnop'
  expect(key.extensionId).toBe([...hash].map(digit => letters[Number.parseInt(digit, 16)]).join(''))
  expect(key.extensionId).toMatch(/^[a-p]{32}$/)
})
