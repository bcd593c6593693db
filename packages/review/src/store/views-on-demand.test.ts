import { expect, test } from 'vitest'
import { emptyManifest } from './manifest.ts'
import { storeViews } from './views.ts'
import { createViewsOnDemand } from './views-on-demand.ts'

/** A database that only remembers what it ran; the first `failing` statements fail. */
function fakeDuck(failing = 0) {
  const ran: string[] = []
  const run = async (sql: string) => {
    ran.push(/VIEW (\w+)/.exec(sql)?.[1] ?? sql)
    if (ran.length <= failing) throw new Error('cannot be read')
  }
  return { ran, duck: { run } }
}

const all = () => storeViews('/store', emptyManifest)

test.each([
  ['SELECT 1', []],
  [
    `SELECT * FROM read_parquet(['/store/events/2026-11-22/it''s/1-1.parquet', '/store/removed/1-2.parquet'])`,
    [],
  ],
  ['SELECT * FROM events', ['events']],
  ['select * from "Events", DEAD_LETTERS', ['events', 'dead_letters']],
  ['SELECT * FROM first_seen', ['seen_by_sensor', 'first_seen']],
  [`SELECT 'removed' FROM events`, ['events']],
  [`-- don't\nSELECT 1 FROM events WHERE type = 'x'`, ['events']],
  [`/* isn't */ SELECT 1 AS "a'b" FROM removed WHERE told = $$it's$$ OR told = 'x'`, ['removed']],
])('for `%s` makes %j', async (sql, expected) => {
  const { duck, ran } = fakeDuck()
  await createViewsOnDemand(duck, all).makeFor(sql)
  expect(ran).toEqual(expected)
})

test('makes a view once, and again when it was to be forgotten', async () => {
  const { duck, ran } = fakeDuck()
  const views = createViewsOnDemand(duck, all)
  await Promise.all([views.makeFor('FROM events'), views.makeFor('FROM events')])
  expect(ran).toEqual(['events'])
  views.forget()
  await views.makeFor('FROM events')
  expect(ran).toEqual(['events', 'events'])
})

test('tries again to make a view that failed', async () => {
  const { duck, ran } = fakeDuck(1)
  const views = createViewsOnDemand(duck, all)
  await expect(views.makeFor('FROM events')).rejects.toThrow('cannot be read')
  await views.makeFor('FROM events')
  expect(ran).toEqual(['events', 'events'])
})
