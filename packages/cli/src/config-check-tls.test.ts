import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { makeInstallKey, makeVerifier, toBase64 } from '@weaklayer/wire'
import { expect, test, vi } from 'vitest'
import { runCli } from './run-cli.ts'
import { sampleDirectory } from './sample-directory.ts'
import { makeAuthority } from './testing/test-certificates.ts'

vi.setConfig({ testTimeout: 60_000 })

const password = 'right horse'

test('config check says what is wrong with certificate and key, as the server would', async () => {
  await using directory = await sampleDirectory({})
  const cwd = directory.path
  const authority = makeAuthority(cwd)
  const [good, other] = [authority.issue('good', ['localhost']), authority.issue('other', ['localhost'])]
  const expired = authority.issue('expired', ['localhost'], -1)
  const locked = { certificate: good.certificate, key: join(cwd, 'locked.key') }
  const lock = ['pkcs8', '-topk8', '-in', good.key, '-out', locked.key, '-passout', `pass:${password}`]
  execFileSync('openssl', lock, { stdio: 'pipe' })
  const secret = toBase64(crypto.getRandomValues(new Uint8Array(64)))
  const verifiers = [await makeVerifier(await makeInstallKey())]
  const run = async (https: object, call = ['config', 'check']) => {
    const sensor = {
      api: { port: 0, https },
      token: { secrets: { current: secret } },
      install: { verifiers },
    }
    const text = JSON.stringify({ sensor, outputs: [{ type: 'stdout' }], admin: { enabled: false } })
    await using files = await sampleDirectory({ 'gateway.yaml': text })
    const { status, stdout, stderr } = await runCli([...call, 'gateway.yaml'], { cwd: files.path })
    return { status, text: stdout + stderr }
  }
  const cases: [https: object, says: string][] = [
    [{ ...locked }, 'is encrypted, and no password is configured'],
    [{ ...locked, password: 'wrong horse' }, 'the configured password does not open it'],
    [{ ...good, key: other.key }, 'is not the private key of'],
    [expired, 'expired on'],
    [{ ...good, key: join(cwd, 'nowhere.pem') }, 'nowhere.pem: ENOENT'],
  ]
  for (const [https, says] of cases) {
    const checked = await run(https)
    expect(checked).toMatchObject({ status: 1, text: expect.stringContaining(says) })
    expect(checked.text).toMatch(/gateway\.yaml: sensor\.api\.https\./)
    expect(checked.text).not.toMatch(/horse|PRIVATE KEY|: good\./)
    const served = await run(https, ['server', '--config'])
    expect(served).toMatchObject({ status: 1, text: expect.stringContaining(says) })
    expect(served.text).not.toContain('horse')
  }
  for (const https of [good, { ...locked, password }]) {
    expect(await run(https)).toMatchObject({
      status: 0,
      text: expect.stringContaining('good. Listens on https'),
    })
  }
})
