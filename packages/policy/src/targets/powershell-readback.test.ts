import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileText, hostileModel } from '../testing/hostile-model.ts'
import { openPowershellReader } from '../testing/powershell-reader.ts'
import { sampleModel } from '../testing/sample-input.ts'
import { chrome, edge } from './chromium-brand.ts'
import { ownKeys, sensorValues } from './chromium-registry.ts'
import { firefoxValues } from './firefox-registry.ts'
import { intuneChromium } from './intune-chromium.ts'
import { intuneFirefox } from './intune-firefox.ts'
import { targets } from './targets.ts'

let reader: Awaited<ReturnType<typeof openPowershellReader>>
beforeAll(async () => {
  reader = await openPowershellReader()
})
afterAll(() => reader.close())

const rows = [
  { target: intuneChromium(chrome), values: sensorValues.bind(undefined, chrome) },
  { target: intuneChromium(edge), values: sensorValues.bind(undefined, edge) },
  { target: intuneFirefox, values: firefoxValues },
]

/** A registry value as the scripts hold it. */
interface Entry {
  key: string
  name: string
  type: string
  value: unknown
}

const types: Record<string, string> = { DWord: 'REG_DWORD', String: 'REG_SZ', MultiString: 'REG_MULTI_SZ' }

test.each(rows)(
  'the scripts of $target.name hold the same values as the registry, whatever they are',
  row => {
    fc.assert(
      fc.property(hostileModel, model => {
        for (const verb of ['Test', 'Set']) {
          const script = fileText(row.target, `${verb}-WeaklayerPolicy.ps1`, model)
          const { hasError, constants } = reader.read(script)
          expect(hasError).toBe(false)
          expect(script).toMatch(/^[\n -~]*$/)
          const entries = JSON.parse(constants[0] ?? '') as Entry[]
          const found = entries.map(({ key, name, type, value }) => ({
            key,
            name,
            data: { type: types[type], value },
          }))
          expect(found).toEqual(row.values(model))
        }
      }),
    )
  },
)

test('every script is PowerShell, also with what each machine fills in', () => {
  const model = sampleModel({ settings: {}, fill: ['device', 'user'] })
  const scripts = targets.flatMap(target => target.files(model).filter(file => file.path.endsWith('.ps1')))
  expect(scripts).toHaveLength(19)
  for (const { path, text } of scripts) expect([path, reader.read(text).hasError]).toEqual([path, false])
})

test('the reader finds a script that is none', () => {
  expect(reader.read("$a = @(1, 2\nif ($a { 'x' }").hasError).toBe(true)
})

test('removal knows each value by its name, and none by its content', () => {
  const model = sampleModel({ settings: {} })
  const { constants } = reader.read(fileText(intuneChromium(chrome), 'Remove-WeaklayerPolicy.ps1', model))
  const [names, keys] = constants.map(constant => JSON.parse(constant))
  const set = sensorValues(chrome, model).map(({ key, name }) => ({ key, name }))
  expect(names).toEqual(expect.arrayContaining(set))
  expect(names.map((one: Entry) => one.name)).toEqual(expect.arrayContaining(['device', 'user']))
  expect(keys).toEqual(ownKeys(chrome, model))
})
