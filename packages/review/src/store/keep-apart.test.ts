import { mkdir, readdir, rename, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lines, sampleDirectory, sampleEvent, sampleGroup } from '../sample-events.ts'
import { followStore } from './follow-store.ts'
import { importEvents } from './import-events.ts'

const otherGroup = sampleGroup.replace(/^./, digit => (digit === '0' ? '1' : '0'))

/** Event files in `events`; links to what the tests are about. */
async function places() {
  const made = await sampleDirectory({ [`events/${sampleGroup}/10-20.ndjson`]: lines([sampleEvent(1)]) })
  const at = (name: string) => join(made.path, name)
  await mkdir(at('real/inner'), { recursive: true })
  await symlink(at('events'), at('link-to-events'))
  await symlink(at('real'), at('link-to-real'))
  return { ...made, at }
}

test.each([
  ['events', 'events'],
  ['events', 'events/store'],
  ['events', 'events/not/there/yet'],
  ['events', `events/${sampleGroup}`],
  ['events', 'link-to-events/store'],
  ['link-to-events', 'events/store'],
  ['events/../events', 'events/store'],
  ['real/inner', 'real'],
  ['real/inner', 'link-to-real'],
  ['link-to-real/inner', 'real'],
  ['.', 'store'],
])('refuses event files in %s with a store in %s, and leaves both alone', async (events, store) => {
  await using place = await places()
  const before = (await readdir(place.path, { recursive: true })).sort()
  const refused = { code: 'STORE_AMONG_EVENTS', todo: expect.stringContaining('--store store') }
  await expect(importEvents(place.at(events), place.at(store))).rejects.toMatchObject(refused)
  const signal = AbortSignal.abort()
  await expect(followStore(place.at(events), place.at(store), { signal })).rejects.toMatchObject(refused)
  expect((await readdir(place.path, { recursive: true })).sort()).toEqual(before)
})

test('refuses a group folder or a dead letter that leads into the store', async () => {
  await using place = await places()
  await symlink(place.at('real/inner'), place.at(`events/${otherGroup}`))
  const refused = { code: 'STORE_AMONG_EVENTS' }
  await expect(importEvents(place.at('events'), place.at('real'))).rejects.toMatchObject(refused)
  const options = { deadLetterDirectory: place.at('other/dead-letter') }
  await expect(importEvents(place.at('events'), place.at('other'), options)).rejects.toMatchObject(refused)
})

test.each(['store', 'events-store', 'real/store', '..store', 'events/../store'])(
  'takes a store in %s',
  async store => {
    await using place = await places()
    expect(await importEvents(place.at('events'), place.at(store))).toMatchObject({ events: 1 })
  },
)

test('goes on with a store that was moved', async () => {
  await using place = await places()
  await importEvents(place.at('events'), place.at('store'))
  await rename(place.at('store'), place.at('moved'))
  expect(await importEvents(place.at('events'), place.at('moved'))).toMatchObject({ events: 0, bytes: 0 })
})
