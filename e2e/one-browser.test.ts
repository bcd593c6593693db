import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { excludedFrom, oneBrowser } from './one-browser.ts'

const page = readFileSync(join(import.meta.dirname, '../docs/browsers.md'), 'utf8')

test.each(oneBrowser)('$file $title is there, for $browser alone', ({ file, title }) => {
  const text = readFileSync(join(import.meta.dirname, file), 'utf8')
  // A title may be put together: what stands in the list is how it ends.
  const known =
    title === undefined || text.includes(title) || templates(text).some(end => title.endsWith(end))
  expect(known).toBe(true)
})

test.each(oneBrowser)(
  'docs/browsers.md lists $file $title with its reason',
  ({ browser, file, title, reason }) => {
    const what = title === undefined ? 'all' : title
    expect(page).toContain(`| ${browser} | \`${file}\` | ${what} | ${reason} |`)
  },
)

test('docs/browsers.md lists nothing else', () => {
  expect(page.match(/^\| (chromium|firefox) \|/gm)).toHaveLength(oneBrowser.length)
})

test('a title excludes the tests that end with it, and a file without title all of it', () => {
  const { testIgnore, grepInvert } = excludedFrom('firefox')
  expect(testIgnore).toContain('**/sensor/update.spec.ts')
  expect(testIgnore).not.toContain('**/sensor/firefox-policy.spec.ts')
  const excluded = (title: string) => grepInvert.some(pattern => pattern.test(title))
  expect(excluded('firefox content/typing.spec.ts captures dropped text')).toBe(true)
  expect(excluded('firefox content/typing.spec.ts captures dropped text twice')).toBe(false)
})

/** What follows the last placeholder of each title of a template. */
function templates(text: string): string[] {
  return [...text.matchAll(/test\(`[^`]*\}([^`}]*)`/g)].map(([, end = '']) => end.trim())
}
