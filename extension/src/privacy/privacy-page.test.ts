import { readFileSync } from 'node:fs'
import { eventSchemas } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { redactUrl } from './redact-url.ts'
import { rulesOf } from './rules-for-tests.ts'

const page = readFileSync(new URL('../../../docs/privacy.md', import.meta.url), 'utf8')

/** The cells of a table's rows, by the title of its first column. */
function tableOf(title: string): string[][] {
  const lines = page.split('\n')
  const start = lines.findIndex(line => line.startsWith(`| ${title} |`))
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'))
  return lines.slice(start + 2, end).map(line =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  )
}

const code = (cell = '') => cell.replaceAll('`', '')

test.each(tableOf('Address'))('docs/privacy.md: %s is recorded as %s', (address, recorded) => {
  const { path, search, hash } = redactUrl(code(address), rulesOf({}))
  expect(path + search + hash).toBe(code(recorded))
})

const common = new Set(['type', 'time', 'epoch', 'seq', 'was', 'tab', 'frame', 'incognito'])

test('docs/privacy.md names every event with its privacy classes', () => {
  const expected = Object.entries(eventSchemas).map(([type, schema]) => {
    const fields = Object.entries(schema.shape).filter(([name]) => !common.has(name))
    const classes = new Set(fields.flatMap(([, field]) => classesOf(field)))
    return [type, [...classes].filter(one => one !== 'technical').sort()]
  })
  const told = tableOf('Event').map(([type, , classes = '']) => [
    code(type),
    classes === 'none' ? [] : code(classes).split(', ').sort(),
  ])
  expect(told).toEqual(expected)
})

interface Described {
  meta(): { 'x-privacy'?: string } | undefined
  shape?: Record<string, Described>
  unwrap?(): Described
  element?: Described
}

/** The classes of a field and of everything in it. */
function classesOf(field: unknown): string[] {
  const described = field as Described
  const own = described.meta()?.['x-privacy']
  const inner = [described.unwrap?.(), described.element, ...Object.values(described.shape ?? {})]
  return [...(own === undefined ? [] : [own]), ...inner.filter(one => one !== undefined).flatMap(classesOf)]
}
