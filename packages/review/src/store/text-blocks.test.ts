import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDuck } from '../duck/duck.ts'
import { sqlName, sqlText } from '../duck/sql-text.ts'
import { eventColumns } from '../query/event-columns.ts'
import type { TextPattern } from '../query/query.ts'
import { createParameters } from '../query/query-parameters.ts'
import { mayHold, textBlocksOf } from './text-blocks.ts'

/** Whether the blocks of events with these texts may hold a pattern in their path. */
async function asked(paths: readonly string[], pattern: TextPattern, whole: boolean): Promise<boolean> {
  const directory = await mkdtemp(join(tmpdir(), 'weaklayer-blocks-'))
  const duck = await openDuck()
  try {
    const file = join(directory, 'events.parquet')
    const columns = eventColumns.map(({ name, sqlType }) =>
      name === 'path' ? 'unnest($paths) AS "path"' : `NULL::${sqlType} AS ${sqlName(name)}`,
    )
    await duck.run(`CREATE TABLE made AS SELECT ${columns.join(', ')}`, { paths })
    await duck.run(`COPY made TO ${sqlText(file)} (FORMAT parquet)`)
    const { values, bind } = createParameters()
    const sql = mayHold({ columns: ['path'], pattern, whole }, bind)
    return (await duck.rows(`SELECT 1 FROM (${textBlocksOf(file)}) WHERE ${sql}`, values)).length > 0
  } finally {
    duck.close()
    await rm(directory, { recursive: true, force: true })
  }
}

const plain = (text: string): TextPattern => ({ kind: 'plain', text })
const regex = (source: string): TextPattern => ({ kind: 'regex', source })
const end: TextPattern = { kind: 'wildcard', pieces: ['*', { literal: 'B.' }, '?'] }

test.each([
  ['a text', ['/one', '/two'], plain('TWO'), false, true],
  ['no text', ['/one', '/two'], plain('/three'), false, false],
  ['a whole text', ['/one', '/two'], plain('/one'), true, true],
  ['a part where the whole is meant', ['/one', '/two'], plain('/on'), true, false],
  ['two texts beside each other', ['ab', 'cd'], plain('abcd'), false, false],
  ['wildcards', ['/a/b.c', '/x'], end, true, true],
  ['wildcards over two texts', ['/a', 'b.'], end, true, false],
  ['a start', ['/x', '/mail'], regex('^/mail'), false, true],
  ['an end that is none', ['/mail/x'], regex('mail$'), false, false],
  ['the end of the whole text', ['/mail', '/x'], regex('mail\\z'), false, true],
  ['a text with a line end', ['/a\nb'], plain('/a\nb'), true, true],
  ['anything where a text has a line end', ['/a\nb'], plain('zzz'), false, true],
] as const)('%s is held as it should be', async (...[, paths, pattern, whole, held]) => {
  expect(await asked(paths, pattern, whole)).toBe(held)
})
