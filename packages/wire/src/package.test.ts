import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { buildPackage } from '../build.ts'
import * as source from './index.ts'

// A compiler runs here, and perhaps everything else of the machine at the same time.
vi.setConfig({ testTimeout: 60_000 })

const root = join(import.meta.dirname, '../../..')
let consumer: string

/** Packs the package and unpacks it beside its dependencies, as an installation would, but without a network. */
beforeAll(() => {
  consumer = mkdtempSync(join(tmpdir(), 'wire-consumer-'))
  const built = join(consumer, 'built')
  buildPackage(built)
  execFileSync('npm', ['pack', '--offline', '--ignore-scripts', '--pack-destination', consumer], {
    cwd: built,
    stdio: 'pipe',
  })
  rmSync(built, { recursive: true })
  const [archive = ''] = readdirSync(consumer).filter(name => name.endsWith('.tgz'))
  const installed = join(consumer, 'node_modules/@weaklayer/wire')
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', join(consumer, archive), '-C', installed, '--strip-components=1'])
  mkdirSync(join(consumer, 'node_modules/@noble'))
  for (const dependency of ['zod', 'jose', '@noble/hashes'])
    symlinkSync(join(root, 'node_modules', dependency), join(consumer, 'node_modules', dependency))
  writeFileSync(join(consumer, 'package.json'), '{"type":"module"}')
}, 60_000)

afterAll(() => rmSync(consumer, { recursive: true, force: true }))

const installedJson = () =>
  JSON.parse(readFileSync(join(consumer, 'node_modules/@weaklayer/wire/package.json'), 'utf8'))

test('the package may be published, with licence, README and the dependencies that the source has', () => {
  const own = JSON.parse(readFileSync(join(root, 'packages/wire/package.json'), 'utf8'))
  expect(installedJson()).toMatchObject({
    name: '@weaklayer/wire',
    version: own.version,
    license: 'Apache-2.0',
    type: 'module',
    dependencies: own.dependencies,
  })
  expect(installedJson()).not.toHaveProperty('private')
  expect(Object.keys(installedJson().dependencies)).toEqual(['@noble/hashes', 'jose', 'zod'])
  expect(readdirSync(join(consumer, 'node_modules/@weaklayer/wire')).sort()).toEqual([
    'LICENSE',
    'README.md',
    'package.json',
    'schemas',
    'src',
  ])
})

test('a plain Node script imports it, its fixtures and its schemas', () => {
  const script = `
    import * as wire from '@weaklayer/wire'
    import { eventFixtures } from '@weaklayer/wire/fixtures'
    import schema from '@weaklayer/wire/schemas/events/text-input.json' with { type: 'json' }
    const key = await wire.makeInstallKey()
    const accepted = await wire.acceptsKey(await wire.makeVerifier(key), key)
    console.log(JSON.stringify({
      names: Object.keys(wire).sort(), accepted, title: schema.title,
      status: wire.checkEvent(eventFixtures.TextInput.valid[0].value).status,
    }))`
  writeFileSync(join(consumer, 'script.js'), script)
  const output = execFileSync(process.execPath, ['script.js'], { cwd: consumer, encoding: 'utf8' })
  expect(JSON.parse(output)).toEqual({
    names: Object.keys(source).sort(),
    accepted: true,
    title: 'TextInput',
    status: 'valid',
  })
})

const resolutions = [
  ['NodeNext', 'NodeNext'],
  ['ESNext', 'bundler'],
] as const

describe.each(resolutions)('in a strict TypeScript consumer with modules %s', (module, moduleResolution) => {
  const check = (code: string) => {
    writeFileSync(join(consumer, 'consumer.ts'), code)
    const compilerOptions = {
      module,
      moduleResolution,
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      target: 'ES2024',
      lib: ['ES2024', 'DOM'],
      types: [],
    }
    writeFileSync(
      join(consumer, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['consumer.ts'] }),
    )
    try {
      execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', consumer], { encoding: 'utf8', stdio: 'pipe' })
      return ''
    } catch (error) {
      return (error as { stdout: string }).stdout
    }
  }

  test('right use type-checks, its own declarations included', () => {
    const code = `
      import { checkStoredEvent, createGapProof, type EventOf, type StoredEvent } from '@weaklayer/wire'
      import { eventFixtures } from '@weaklayer/wire/fixtures'
      const check = checkStoredEvent(eventFixtures.Window.valid[0]?.value)
      export const event: StoredEvent | undefined = check.status === 'valid' ? check.event : undefined
      export const hashOf = (typed: EventOf<'TextInput'>): string => typed.textHash
      export const complete: boolean = createGapProof().report().every(report => report.complete)`
    expect(check(code)).toBe('')
  })

  test('wrong use does not', () => {
    const code = `
      import { createReader, type EventOf } from '@weaklayer/wire'
      export const hashOf = (typed: EventOf<'TextInput'>): number => typed.textHash
      createReader().read({ type: 'Window' })`
    expect(check(code).match(/error TS\d+/g)).toHaveLength(2)
  })
})

describe('in a browser', () => {
  /** Unbound names of Node show as `nodeOnly`: a function of the same name in a dependency is no matter. */
  const nodeOnly = ['Buffer', 'process', 'require', 'global', '__dirname', 'setImmediate']
  const bundle = async (contents = `export * from '@weaklayer/wire'`) => {
    const { outputFiles, metafile, warnings } = await build({
      stdin: { contents, resolveDir: consumer },
      bundle: true,
      define: Object.fromEntries(nodeOnly.map(name => [name, 'nodeOnly'])),
      platform: 'browser',
      format: 'iife',
      globalName: 'wire',
      target: 'es2024',
      write: false,
      metafile: true,
      logLevel: 'silent',
    })
    return { code: outputFiles[0]?.text ?? '', inputs: metafile.inputs, warnings }
  }

  test('it bundles without anything of Node', async () => {
    const { code, inputs, warnings } = await bundle()
    const imports = Object.values(inputs).flatMap(input => input.imports.map(one => one.path))
    expect(warnings).toEqual([])
    expect(imports.length).toBeGreaterThan(20)
    expect(imports.filter(path => path.startsWith('node:'))).toEqual([])
    expect(code).not.toContain('nodeOnly')
    expect((await bundle('export const x = process.env')).code).toContain('nodeOnly')
  })

  test('it works where Node has no globals of its own', async () => {
    const { code } = await bundle()
    const run = new Function('Buffer', 'process', 'require', 'global', 'setImmediate', `${code}; return wire`)
    const wire = run() as typeof source
    const pair = await wire.makeSensorKeyPair()
    const request = { method: 'POST', url: 'https://gateway.example.com/install', nowSeconds: 1_763_760_000 }
    const check = await wire.checkProof(await wire.makeProof(pair, request), request)
    expect(check.status).toBe('valid')
    const key = await wire.makeInstallKey()
    expect(await wire.acceptsKey(await wire.makeVerifier(key), key)).toBe(true)
    expect(wire.readSensorConfig({ label: 'x' }).state).toBe('invalid')
  })
})
