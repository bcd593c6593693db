import { copyFileSync } from 'node:fs'
import pino from 'pino'
import { expect, test } from 'vitest'
import { createMetrics } from '../metrics/gateway-metrics.ts'
import { serveCertificate } from '../server/serve-certificate.ts'
import { makeAuthority } from '../testing/test-certificates.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { temporaryDirectory } from '../testing/test-gateway.ts'
import { dueNotice, type Said } from './watch-expiry.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const endsAtMs = 100 * dayMs

const notices: [what: string, at: { nowMs: number; last?: Said }, due: string | undefined][] = [
  ['14 days ahead', { nowMs: endsAtMs - 14 * dayMs }, undefined],
  ['a little later', { nowMs: endsAtMs - 14 * dayMs + 1 }, 'soon'],
  [
    'said an hour ago',
    { nowMs: endsAtMs - dayMs, last: { notice: 'soon', atMs: endsAtMs - dayMs - hourMs } },
    undefined,
  ],
  [
    'said yesterday',
    { nowMs: endsAtMs - dayMs, last: { notice: 'soon', atMs: endsAtMs - 2 * dayMs } },
    'soon',
  ],
  ['at the end', { nowMs: endsAtMs, last: { notice: 'soon', atMs: endsAtMs - 1 } }, 'expired'],
  [
    'after the end, said an hour ago',
    { nowMs: endsAtMs + hourMs, last: { notice: 'expired', atMs: endsAtMs } },
    undefined,
  ],
  [
    'after the end, said yesterday',
    { nowMs: endsAtMs + dayMs, last: { notice: 'expired', atMs: endsAtMs } },
    'expired',
  ],
]

test.each(notices)('%s', (_what, { nowMs, last }, due) => {
  expect(dueNotice(endsAtMs, nowMs, last)).toBe(due)
})

async function serve(days: number) {
  const directory = await temporaryDirectory()
  const authority = makeAuthority(directory)
  const https = authority.issue('gateway', { days })
  const clock = createTestClock(Date.now())
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: line => void lines.push(line) })
  const certificate = await serveCertificate(https, { metrics: createMetrics(), clock, log })
  const count = () => ({
    soon: lines.filter(line => line.includes('expires soon')).length,
    expired: lines.filter(line => line.includes('CERTIFICATE_EXPIRED')).length,
  })
  return { authority, https, clock, certificate, count }
}

test('a certificate that comes close to its end while the gateway runs is warned about, once a day, and at its end', async () => {
  const { clock, certificate, count } = await serve(20)
  expect(count()).toEqual({ soon: 0, expired: 0 })
  await clock.advance(6 * dayMs - hourMs)
  expect(count()).toEqual({ soon: 0, expired: 0 })
  await clock.advance(2 * hourMs)
  expect(count()).toEqual({ soon: 1, expired: 0 })
  await clock.advance(10 * dayMs)
  expect(count()).toEqual({ soon: 11, expired: 0 })
  await clock.advance(4 * dayMs - hourMs)
  expect(count()).toMatchObject({ expired: 1 })
  await clock.advance(2 * dayMs)
  expect(count()).toMatchObject({ expired: 3 })
  certificate.close()
  expect(clock.delays()).toEqual([])
})

test('a renewal ends the warnings, and a certificate that ends soon itself is warned about at once', async () => {
  const { authority, https, clock, certificate, count } = await serve(10)
  expect(count().soon).toBe(1)
  const renew = async (days: number) => {
    const next = authority.issue(`renewed-${days}`, { days })
    copyFileSync(next.certificate, https.certificate)
    copyFileSync(next.key, https.key)
    expect(await certificate.renew(https)).toBe(true)
  }
  await renew(5)
  expect(count().soon).toBe(2)
  await renew(90)
  await clock.advance(11 * dayMs)
  expect(count()).toEqual({ soon: 2, expired: 0 })
  certificate.close()
})
