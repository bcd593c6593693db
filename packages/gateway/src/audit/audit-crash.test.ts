import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AuditRecord, auditFilesIn, createAuditCheck, makeInstallKey } from '@weaklayer/wire'
import { expect, test, vi } from 'vitest'
import { spawnGateway } from '../testing/spawn-gateway.ts'
import { post, temporaryDirectory, testConfig } from '../testing/test-gateway.ts'

// Each gateway is a process below strace, and everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 60_000 })

function linesIn(directory: string): string[] {
  return auditFilesIn(readdirSync(directory)).flatMap(name =>
    readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1),
  )
}

test.each([
  ['fdatasync', 3],
  ['fdatasync', 4],
  ['fdatasync', 5],
  ['pwritev', 3],
  ['pwritev', 4],
  ['pwritev', 5],
])(
  'killed at %s number %i, every install that was answered is recorded, and the chain is whole',
  async (call, when) => {
    const base = await temporaryDirectory()
    const key = await makeInstallKey()
    const directory = join(base, 'events')
    const config = await testConfig({ directory, key, audit: {} })
    const audit = join(directory, 'audit')
    const calls = call === 'pwritev' ? 'pwrite64,pwritev' : call
    const gateway = await spawnGateway(config, base, { killAt: `${calls}:when=${when}` })
    const answered: string[] = []
    const body = JSON.stringify({ key, label: 'x' })
    while (answered.length < 100) {
      const answer = await post(`${gateway.url}/install`, { body }).catch(() => undefined)
      if (answer === undefined) break
      expect(answer.status).toBe(200)
      answered.push(String(answer.body.sensor))
    }
    expect(await gateway.ended).toBe('SIGKILL')
    expect(answered.length).toBeGreaterThan(0)

    const again = await spawnGateway(config, base)
    again.kill('SIGTERM')
    expect(await again.ended).toBe(0)
    const check = createAuditCheck<number>()
    const lines = linesIn(audit)
    for (const [index, line] of lines.entries()) check.add(line, index)
    expect(check.report().findings).toEqual([])
    const recorded = new Set(lines.map(line => (JSON.parse(line) as AuditRecord).subject?.sensor))
    expect(answered.filter(sensor => !recorded.has(sensor))).toEqual([])
  },
)
