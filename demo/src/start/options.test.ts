import { describe, expect, test } from 'vitest'
import { helpText, readOptions } from './options.ts'

const usual = { help: false, once: false, headless: false, directory: undefined }

test.each([
  [[], usual],
  [['--once'], { ...usual, once: true }],
  [['--headless'], { ...usual, headless: true }],
  [['--directory', '/tmp/x'], { ...usual, directory: '/tmp/x' }],
  [['--directory=/tmp/x', '--once'], { ...usual, directory: '/tmp/x', once: true }],
  [['--help'], { ...usual, help: true }],
  [['-h'], { ...usual, help: true }],
] as const)('reads %j', (args, options) => {
  expect(readOptions([...args])).toEqual(options)
})

describe('says what is wrong and what to do', () => {
  test.each([
    [['--onec'], 'OPTION_UNKNOWN', 'Did you mean --once?'],
    [['once'], 'OPTION_UNKNOWN', 'Did you mean --once?'],
    [['--frobnicate'], 'OPTION_UNKNOWN', 'See npm start -- --help.'],
    [['-x'], 'OPTION_UNKNOWN', 'See npm start -- --help.'],
    [['--directory'], 'OPTION_INCOMPLETE', 'See npm start -- --help.'],
    [['--once=yes'], 'OPTION_INCOMPLETE', 'See npm start -- --help.'],
  ] as const)('for %j', (args, code, todo) => {
    expect(() => readOptions([...args])).toThrow(expect.objectContaining({ code, todo }))
  })
})

test('the help names every option', () => {
  for (const option of ['--once', '--headless', '--directory', '--help']) expect(helpText).toContain(option)
})
