import { readFileSync } from 'node:fs'
import { errorCodes, readGatewayConfig } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { configReference } from './config/config-reference.ts'
import { parseYaml } from './config/parse-yaml.ts'
import { startErrors } from './start-error.ts'

const gatewayPage = new URL('../../../docs/gateway.md', import.meta.url)
const errorsPage = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8')

/** The row of a code: a table row that starts with it. */
const rowOf = (code: string) => errorsPage.split('\n').find(line => line.startsWith(`| \`${code}\` |`))

test.each(Object.entries(errorCodes))(
  'docs/errors.md says what %s means, with its status',
  (code, { status }) => {
    expect(rowOf(code)).toMatch(new RegExp(`\\| ${status} \\| \\S.+ \\| \\S.+ \\|$`))
  },
)

test.each([...Object.keys(startErrors), 'EVENT_INVALID', 'EVENT_TOO_LARGE'])(
  'docs/errors.md says what %s means',
  code => {
    expect(rowOf(code)).toMatch(/\| \S.+ \| \S.+ \|$/)
  },
)

const startMark = '<!-- reference -->\n'
const endMark = '\n<!-- end of reference -->'

test('the reference in docs/gateway.md is the one that the schema gives (`vitest run FILE -u` writes it)', async () => {
  const text = readFileSync(gatewayPage, 'utf8')
  const start = text.indexOf(startMark) + startMark.length
  const [before, after] = [text.slice(0, start), text.slice(text.indexOf(endMark))]
  expect(before.endsWith(startMark) && after.startsWith(endMark)).toBe(true)
  await expect(before + configReference() + after).toMatchFileSnapshot(gatewayPage.pathname)
})

test('every configuration in docs/gateway.md is valid once it has real secrets', () => {
  const examples = [...readFileSync(gatewayPage, 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    match => match[1] ?? '',
  )
  expect(examples.length).toBeGreaterThan(0)
  for (const example of examples) {
    const parsed = parseYaml(example)
    const reading = readGatewayConfig(parsed.status === 'ok' ? parsed.value : undefined)
    expect(reading.status === 'ok' ? [] : reading.problems).toEqual([])
  }
})
