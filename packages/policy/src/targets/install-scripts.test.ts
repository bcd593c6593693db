import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PolicyModel } from '../model/policy-model.ts'
import { hostileModel } from '../testing/hostile-model.ts'
import { sampleModel } from '../testing/sample-input.ts'
import { chrome } from './chromium-brand.ts'
import { chromiumLinux } from './chromium-linux.ts'
import { firefoxLinux } from './firefox-linux.ts'
import type { Target } from './target.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'weaklayer-install-'))
})
afterEach(() => rmSync(root, { recursive: true }))

/** Installs a target below `root`, as an administrator would below /. */
function install(target: Target, model: PolicyModel, ...words: string[]): void {
  for (const file of target.files(model)) {
    writeFileSync(join(root, file.path), file.text)
    chmodSync(join(root, file.path), file.secret ? 0o600 : 0o644)
  }
  execFileSync('sh', ['install.sh', ...words], {
    cwd: root,
    env: { ...process.env, DESTDIR: root },
    stdio: 'pipe',
  })
}

const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'))
const device = hostname().replace(/[^A-Za-z0-9._-]/g, '')

test('Chrome gets files that every user can read, with the name of the machine', () => {
  const folder = 'etc/opt/chrome/policies/managed'
  const model = sampleModel()
  install(chromiumLinux(chrome), model)
  expect(readdirSync(join(root, folder)).sort()).toEqual(['weaklayer-machine.json', 'weaklayer.json'])
  for (const name of readdirSync(join(root, folder)))
    expect(statSync(join(root, folder, name)).mode & 0o777).toBe(0o644)
  expect(read(`${folder}/weaklayer-machine.json`)).toEqual({
    '3rdparty': { extensions: { [model.ids.chromium]: { device } } },
  })
  install(chromiumLinux(chrome), sampleModel({ fill: [] }), '--with-hardening')
  expect(readdirSync(join(root, folder)).sort()).toEqual(['weaklayer-hardening.json', 'weaklayer.json'])
})

test('Firefox gets the same values and the name of the machine, whatever the values are', () => {
  fc.assert(
    fc.property(hostileModel, model => {
      install(firefoxLinux, { ...model, fill: Object.hasOwn(model.managed, 'device') ? [] : ['device'] })
      const { policies } = read('etc/firefox/policies/policies.json')
      expect(policies['3rdparty'].Extensions[model.ids.firefox]).toEqual({ device, ...model.managed })
    }),
    { numRuns: 25 },
  )
})

test('Firefox gets the hardened policies when they are asked for', () => {
  install(firefoxLinux, sampleModel(), '--with-hardening')
  expect(read('etc/firefox/policies/policies.json').policies.DisableSafeMode).toBe(true)
  expect(statSync(join(root, 'etc/firefox/policies/policies.json')).mode & 0o777).toBe(0o644)
})

test('policies of others are not replaced', () => {
  mkdirSync(join(root, 'etc/firefox/policies'), { recursive: true })
  writeFileSync(join(root, 'etc/firefox/policies/policies.json'), '{"policies": {"DisableTelemetry": true}}')
  expect(() => install(firefoxLinux, sampleModel())).toThrow('merge them by hand')
  expect(read('etc/firefox/policies/policies.json')).toEqual({ policies: { DisableTelemetry: true } })
})
