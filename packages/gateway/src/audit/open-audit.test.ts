import { appendFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AuditRecord, auditFilesIn, createAuditCheck, gatewayConfig } from '@weaklayer/wire'
import pino from 'pino'
import { afterEach, expect, test, vi } from 'vitest'
import { faultyFiles } from '../testing/faulty-files.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { temporaryDirectory } from '../testing/test-gateway.ts'
import { openAudit } from './open-audit.ts'

vi.mock('node:fs/promises', async original => {
  const { withFaults } = await import('../testing/faulty-files.ts')
  return withFaults(await original())
})
afterEach(() => faultyFiles.reset())

const startMs = 1_763_760_000_000
const auditSchema = gatewayConfig.shape.audit

async function open(directory: string, more: Record<string, unknown> = {}) {
  const clock = createTestClock(startMs)
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: line => void lines.push(line) })
  const config = { audit: auditSchema.parse({ directory, ...more }), outputs: [] }
  const audit = await openAudit(config, { clock, log, baseDirectory: '/' })
  return { audit, clock, log: () => lines.join('') }
}

const linesIn = (directory: string) =>
  auditFilesIn(readdirSync(directory)).flatMap(name =>
    readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1),
  )
const recordsIn = (directory: string) => linesIn(directory).map(line => JSON.parse(line) as AuditRecord)
const findingsIn = (directory: string) => {
  const check = createAuditCheck<number>()
  for (const [index, line] of linesIn(directory).entries()) check.add(line, index)
  return check.report().findings
}
const install = (number: number) => ({
  action: 'sensor.installed',
  outcome: 'done' as const,
  subject: { sensor: `sensor-${number}` },
})
const first = 'audit-000000000001.jsonl'

test('what was recorded is durable, chained, and goes on over restarts', async () => {
  const directory = await temporaryDirectory()
  for (let run = 0; run < 3; run++) {
    const { audit } = await open(directory)
    await audit.record(install(run))
    expect(linesIn(directory)).toHaveLength(run + 1)
    await audit.close()
  }
  expect(recordsIn(directory).map(({ seq, subject }) => [seq, subject?.sensor])).toEqual([
    [1, 'sensor-0'],
    [2, 'sensor-1'],
    [3, 'sensor-2'],
  ])
  expect(findingsIn(directory)).toEqual([])
  expect(readdirSync(directory)).toEqual([first])
})

test('what comes at once shares a sync, and every one waits for it', async () => {
  const directory = await temporaryDirectory()
  const { audit } = await open(directory)
  await audit.record(install(0))
  faultyFiles.log.length = 0
  await Promise.all(Array.from({ length: 300 }, (_, index) => audit.record(install(index))))
  expect(linesIn(directory)).toHaveLength(301)
  expect(faultyFiles.log.filter(call => call.startsWith('datasync')).length).toBeLessThanOrEqual(2)
  await audit.close()
})

test('a file that is full or old is followed by another, with the chain unbroken', async () => {
  const directory = await temporaryDirectory()
  const { audit, clock } = await open(directory, { size: 10_000, age: '1h' })
  for (let number = 0; number < 60; number++) await audit.record(install(number))
  const names = auditFilesIn(readdirSync(directory))
  expect(names.length).toBeGreaterThan(1)
  for (const name of names) expect(readFileSync(join(directory, name)).length).toBeLessThanOrEqual(10_000)
  await clock.advance(3_600_000)
  await audit.record(install(60))
  expect(auditFilesIn(readdirSync(directory)).length).toBe(names.length + 1)
  expect(findingsIn(directory)).toEqual([])
  await audit.close()
})

test('a line torn at any byte is cut off, the repair is recorded, and the chain is whole', async () => {
  const directory = await temporaryDirectory()
  const { audit } = await open(directory)
  await audit.record(install(1))
  await audit.record(install(2))
  await audit.close()
  const whole = readFileSync(join(directory, first))
  const begin = whole.indexOf('\n') + 1
  for (const bytes of [begin + 1, begin + 40, whole.length - 1]) {
    writeFileSync(join(directory, first), whole)
    truncateSync(join(directory, first), bytes)
    const again = await open(directory)
    await again.audit.record(install(3))
    await again.audit.close()
    expect(recordsIn(directory).map(({ action }) => action)).toEqual([
      'sensor.installed',
      'audit.repaired',
      'sensor.installed',
    ])
    expect(recordsIn(directory)[1]?.details).toEqual({ file: first, cutBytes: bytes - begin })
    expect(again.log()).toContain('a torn end of the audit log was cut off')
    expect(findingsIn(directory)).toEqual([])
  }
})

test('zeros that a loss of power left at the end are cut off, and an empty file is no end', async () => {
  const directory = await temporaryDirectory()
  const { audit } = await open(directory)
  await audit.record(install(1))
  await audit.close()
  appendFileSync(join(directory, first), Buffer.alloc(4096))
  writeFileSync(join(directory, 'audit-000000000002.jsonl'), '{"seq":2')
  const again = await open(directory)
  await again.audit.record(install(2))
  await again.audit.close()
  expect(findingsIn(directory)).toEqual([])
  expect(readdirSync(directory)).toEqual([first])
})

test('what stands behind zeros belongs to a group that was not synced, and goes with them', async () => {
  const directory = await temporaryDirectory()
  const { audit } = await open(directory)
  for (let number = 0; number < 4; number++) await audit.record(install(number))
  await audit.close()
  const bytes = readFileSync(join(directory, first))
  const second = bytes.indexOf('\n') + 1
  writeFileSync(join(directory, first), bytes.fill(0, second + 5, second + 50))
  const again = await open(directory)
  await again.audit.record(install(9))
  await again.audit.close()
  expect(recordsIn(directory).map(({ action }) => action)).toEqual([
    'sensor.installed',
    'audit.repaired',
    'sensor.installed',
  ])
  expect(findingsIn(directory)).toEqual([])
})

test('a last line that somebody changed stays for everybody to see, and the log goes on', async () => {
  const directory = await temporaryDirectory()
  const { audit } = await open(directory)
  await audit.record(install(1))
  await audit.close()
  const text = readFileSync(join(directory, first), 'utf8').replace('sensor-1', 'sensor-9')
  writeFileSync(join(directory, first), text)
  const again = await open(directory)
  await again.audit.record(install(2))
  await again.audit.close()
  expect(readFileSync(join(directory, first), 'utf8')).toBe(text)
  expect(again.log()).toContain('AUDIT_DAMAGED')
  expect(recordsIn(directory).at(-1)?.subject).toEqual({ sensor: 'sensor-2' })
  expect(findingsIn(directory)[0]?.kind).toBe('altered')
})

test.each([
  ['writev', 'ENOSPC'],
  ['datasync', 'EIO'],
  ['open', 'EMFILE'],
] as const)(
  'a %s that fails with %s keeps nobody waiting, is counted, logged, and told later',
  async (call, code) => {
    const directory = await temporaryDirectory()
    const { audit, clock, log } = await open(directory)
    if (call !== 'open') await audit.record(install(1))
    faultyFiles.fail(call, code, { times: 1, at: 'audit-' })
    await Promise.all([audit.record(install(2)), audit.record(install(3))])
    await audit.record(install(4))
    expect(audit.counts().lost).toBe(3)
    expect(log()).toContain(`"code":"AUDIT_UNAVAILABLE","reason":"${code}"`)
    await clock.advance(1000)
    await audit.record(install(5))
    const records = recordsIn(directory)
    expect(records.at(-2)).toMatchObject({
      action: 'audit.lost',
      outcome: 'failed',
      details: { records: 3, actions: { 'sensor.installed': 3 } },
    })
    expect(records.at(-1)?.subject).toEqual({ sensor: 'sensor-5' })
    expect(findingsIn(directory)).toEqual([])
    await audit.close()
  },
)

test('a disk that hangs delays a request by two seconds at most', async () => {
  const directory = await temporaryDirectory()
  const { audit, clock } = await open(directory)
  const release = faultyFiles.hold('datasync', 'audit-')
  let isAnswered = false
  const recording = audit.record(install(1)).then(() => (isAnswered = true))
  await clock.advance(1999)
  expect(isAnswered).toBe(false)
  await clock.advance(1)
  await recording
  release()
  await audit.close()
  expect(linesIn(directory)).toHaveLength(1)
})

test('a flood of refusals is one record a minute, however many there are', async () => {
  const directory = await temporaryDirectory()
  const { audit, clock } = await open(directory)
  for (let number = 0; number < 50_000; number++) {
    const code = number % 2 === 0 ? 'KEY_REFUSED' : 'RATE_LIMITED'
    audit.refused({ action: 'sensor.refused', code, address: `10.0.${number % 50}.1` })
  }
  await clock.advance(60_000)
  await vi.waitFor(() => expect(linesIn(directory)).toHaveLength(1))
  const [record] = recordsIn(directory)
  expect(record).toMatchObject({
    action: 'sensor.refused',
    outcome: 'refused',
    details: { codes: { KEY_REFUSED: 25_000, RATE_LIMITED: 25_000 }, addresses: 50 },
  })
  expect(record?.details?.firstAddresses).toHaveLength(20)
  audit.refused({ action: 'sensor.refused', code: 'KEY_REFUSED', address: '10.0.0.1' })
  await audit.close()
  expect(linesIn(directory)).toHaveLength(2)
})

test('the end of the chain is told every hour while it moves, and at the close', async () => {
  const directory = await temporaryDirectory()
  const { audit, clock, log } = await open(directory)
  await audit.record(install(1))
  await clock.advance(3_600_000)
  await clock.advance(3_600_000)
  expect(log().match(/AUDIT_HEAD/g)).toHaveLength(1)
  expect(log()).toContain(recordsIn(directory)[0]?.hash)
  await audit.record(install(2))
  await audit.close()
  expect(log()).toContain(recordsIn(directory)[1]?.hash)
})

test('one process owns the directory, and a file in its place refuses the start', async () => {
  const directory = await temporaryDirectory()
  const { audit } = await open(directory)
  await expect(open(directory)).rejects.toMatchObject({ code: 'AUDIT_DIRECTORY_IN_USE' })
  await audit.close()
  await (await open(directory)).audit.close()
  const file = join(directory, 'file')
  writeFileSync(file, '')
  await expect(open(file)).rejects.toMatchObject({ code: 'AUDIT_DIRECTORY_UNUSABLE' })
})
