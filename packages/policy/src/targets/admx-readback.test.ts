import schema from '@weaklayer/wire/schemas/managed-schema.json' with { type: 'json' }
import type { Element } from '@xmldom/xmldom'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fileText, hostileModel } from '../testing/hostile-model.ts'
import { sampleModel } from '../testing/sample-input.ts'
import { all, attribute, readXml } from '../testing/xml-reader.ts'
import { chrome, edge } from './chromium-brand.ts'
import { managedKey } from './chromium-registry.ts'
import { chromiumWindows } from './chromium-windows.ts'
import { firefoxGpo } from './firefox-gpo.ts'

const model = sampleModel()
const pairs = [
  { target: chromiumWindows(chrome), name: 'weaklayer-chrome' },
  { target: chromiumWindows(edge), name: 'weaklayer-edge' },
  { target: firefoxGpo, name: 'weaklayer-firefox' },
].map(({ target, name }) => ({
  name,
  admx: readXml(fileText(target, `${name}.admx`, model)),
  adml: readXml(fileText(target, `en-US/${name}.adml`, model)),
}))

/** Which control of the ADML shows which element of the ADMX. */
const controls: Record<string, string> = {
  text: 'textBox',
  decimal: 'decimalTextBox',
  boolean: 'checkBox',
  enum: 'dropdownList',
  list: 'listBox',
  multiText: 'multiTextBox',
}

const children = (node: Element | undefined) =>
  [...(node?.childNodes ?? [])].filter((one): one is Element => one.nodeType === 1)
const elementsOf = (policy: Element) => children(all(policy, 'elements')[0])
const sorted = (values: Iterable<string>) => [...values].sort()

describe.each(pairs)('$name', ({ admx, adml }) => {
  test('every text and presentation that the ADMX names is in the ADML, and no other', () => {
    const used = [...admx.toString().matchAll(/\$\((string|presentation)\.([^)]+)\)/g)].map(
      ([, kind, id]) => `${kind}.${id}`,
    )
    const given = ['string', 'presentation'].flatMap(kind =>
      all(adml, kind).map(one => `${kind}.${attribute(one, 'id')}`),
    )
    expect(new Set(given).size).toBe(given.length)
    expect(sorted(given)).toEqual(sorted(new Set(used)))
  })

  test('every element has the control of its kind, in its presentation', () => {
    for (const policy of all(admx, 'policy').filter(one => one.hasAttribute('presentation'))) {
      const id = attribute(policy, 'name')
      const presentation = all(adml, 'presentation').find(one => attribute(one, 'id') === id)
      const shown = children(presentation).map(one => `${one.tagName} ${attribute(one, 'refId')}`)
      const wanted = elementsOf(policy).map(one => `${controls[one.tagName]} ${attribute(one, 'id')}`)
      expect(shown).toEqual(wanted)
      expect(new Set(wanted).size).toBe(wanted.length)
    }
  })

  test('every policy is for machines, belongs to the category, and writes below the policies of its browser', () => {
    const category = attribute(all(admx, 'category')[0] as Element, 'name')
    for (const policy of all(admx, 'policy')) {
      expect(attribute(policy, 'class')).toBe('Machine')
      expect(attribute(all(policy, 'parentCategory')[0] as Element, 'ref')).toBe(category)
      for (const one of [policy, ...elementsOf(policy)])
        expect(attribute(one, 'key')).toMatch(/^Software\\Policies\\/)
    }
  })
})

test.each([
  ['chrome', chrome],
  ['edge', edge],
] as const)('the template of %s has every key of the sensor, with its type and its place', (name, brand) => {
  const { admx } = pairs.find(pair => pair.name === `weaklayer-${name}`) ?? {}
  const found = all(admx as Element, 'policy').flatMap(placesOf)
  expect(Object.fromEntries(found)).toEqual(
    Object.fromEntries(expectedPlaces(schema, managedKey(brand, model))),
  )
})

/** Where a policy writes, and with which element; a policy without elements is a switch. */
function placesOf(policy: Element): [string, string][] {
  const elements = elementsOf(policy)
  return (elements.length === 0 ? [policy] : elements).map(one => {
    const value = one.tagName === 'list' ? '' : `\\${attribute(one, 'valueName')}`
    return [`${attribute(one, 'key')}${value}`, one.tagName === 'policy' ? 'boolean' : one.tagName]
  })
}

interface Schema {
  type?: string
  properties?: Record<string, Schema>
}

const choices = ['protocol', 'capture', 'scope', 'detail', 'durability']
const kinds: Record<string, string> = {
  string: 'text',
  // 64 bits, which the registry has as a text.
  number: 'text',
  integer: 'decimal',
  boolean: 'boolean',
  array: 'list',
}

function expectedPlaces({ properties = {} }: Schema, key: string): [string, string][] {
  return Object.entries(properties).flatMap(([name, member]) => {
    const place = `${key}\\${name}`
    if (member.type === 'object') return expectedPlaces(member, place)
    return [[place, choices.includes(name) ? 'enum' : (kinds[member.type ?? ''] ?? '')]]
  })
}

test('choices write the words that the sensor knows', () => {
  const { admx } = pairs[0] ?? {}
  const words = all(admx as Element, 'enum').map(one => [
    attribute(one, 'valueName'),
    all(one, 'value').map(value => (value.textContent ?? '').trim()),
  ])
  expect(Object.fromEntries(words)).toEqual({
    protocol: ['http', 'https'],
    capture: ['minimal', 'standard', 'full'],
    scope: ['all', 'fields', 'password', 'off'],
    detail: ['host', 'redacted', 'full'],
    durability: ['strict', 'relaxed'],
  })
})

test('fields show what is not secret, whatever it is, and never the key', () => {
  fc.assert(
    fc.property(hostileModel, odd => {
      const text = fileText(chromiumWindows(chrome), 'en-US/weaklayer-chrome.adml', odd)
      const boxes = all(readXml(text), 'textBox').map(box => [
        attribute(box, 'refId'),
        all(box, 'defaultValue')[0]?.textContent ?? undefined,
      ])
      const shown = Object.fromEntries(boxes)
      expect(shown).toMatchObject({
        field_label: odd.managed.label,
        field_api_hostname: 'gateway.example.com',
      })
      expect(shown.field_installKey_secret).toBeUndefined()
      expect(text).not.toContain((odd.managed.installKey as { secret: string }).secret)
    }),
  )
})

test.each([
  ['device', 'HKEY_LOCAL_MACHINE', '%ComputerName%'],
  ['user', 'HKEY_CURRENT_USER', '%LogonDomain%\\%LogonUser%'],
])('a preference item fills in %s', (name, hive, value) => {
  const item = readXml(
    fileText(chromiumWindows(chrome), `preferences-${name}.xml`, sampleModel({ settings: {} })),
  )
  const [properties] = all(item, 'Properties')
  const found = ['hive', 'key', 'name', 'type', 'value'].map(one => attribute(properties as Element, one))
  expect(found).toEqual([hive, managedKey(chrome, model), name, 'REG_SZ', value])
})
