import { expect, test } from 'vitest'
import { findReuse } from './find-reuse.ts'
import { formatReuse } from './format-reuse.ts'
import { createStory, dayUs, usualDays } from './story-for-tests.ts'

test('shows who, where, and why, and no text from outside as it came', async () => {
  const story = createStory()
  usualDays(story, 4)
  const host = 'acme-corp.\u001b[31m\u202e.help'
  story
    .open('user-1', host, { atUs: 3 * dayUs + 10 * 3_600_000_000 })
    .type('password of user-1', { inputType: '\u009b2J' })
  await using store = await story.store()
  const lines = formatReuse(await findReuse(store), { utc: true })
  expect(lines[0]).toMatch(/^1\. score \d+ {2}acme-corp\.\\u\{1b\}\[31m\\u\{202e\}\.help {2}20\d\d-.*Z$/)
  const text = lines.join('\n')
  expect(text).toContain('belongs to     login.acme-corp.com, a field of the kind password')
  expect(text).toContain('+40  worth of the password: used on 4 days')
  expect(text).toContain('1 in all, 1 shown')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
})

test('says when there is nothing', () => {
  expect(formatReuse({ findings: [], total: 0 })).toEqual(['No password was typed at another site.'])
})
