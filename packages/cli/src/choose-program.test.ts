import { utimesSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { commandPath } from './run-cli.ts'
import { sampleDirectory } from './sample-directory.ts'

const { chooseProgram } = await import(pathToFileURL(join(commandPath, '..', 'choose-program.js')).href)

const at = Date.UTC(2030, 0, 1)
const source = 'packages/wire/src/index.ts'
const list = 'packages/cli/dist/sources.json'

/** A project whose only source was last changed some milliseconds after the bundle was made. */
async function project(changedAfterMs: number, written = JSON.stringify({ at, sources: [source] })) {
  const directory = await sampleDirectory({ [source]: '', [list]: written })
  const changed = new Date(at + changedAfterMs)
  utimesSync(join(directory.path, source), changed, changed)
  const chosen = () => {
    const url = pathToFileURL(`${directory.path}/`)
    return String(chooseProgram(url)).slice(url.href.length)
  }
  return { path: directory.path, chosen, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() }
}

const bundle = 'packages/cli/dist/main.js'
const sources = 'packages/cli/src/main.ts'

test.each([
  [-1, bundle],
  [0, bundle],
  [1, sources],
])('a source changed %i ms after the bundle was made: %s runs', async (changedAfterMs, expected) => {
  await using made = await project(changedAfterMs)
  expect(made.chosen()).toBe(expected)
})

test.each([source, list])('without %s the sources run', async gone => {
  await using made = await project(-1)
  await rm(join(made.path, gone))
  expect(made.chosen()).toBe(sources)
})

test.each(['', '{', 'null', '{"at":"late"}', '{"at":1,"sources":[""]}'])(
  'with a list of sources that says %j the sources run',
  async written => {
    await using made = await project(-1, written)
    expect(made.chosen()).toBe(sources)
  },
)
