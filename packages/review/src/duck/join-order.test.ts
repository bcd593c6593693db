import { afterAll, expect, test } from 'vitest'
import { openDuck } from './duck.ts'

const duck = await openDuck({ threads: 2 })
afterAll(() => duck.close())

test('a join keeps the rows of its left side in order, also where the right one is larger', async () => {
  await duck.run('CREATE TABLE few AS SELECT 9 - range AS x FROM range(10)')
  await duck.run('CREATE TABLE many AS SELECT range AS x FROM range(100000)')
  await duck.keepJoinOrder(true)
  const rows = await duck.rows<{ x: number }>('SELECT few.x FROM few LEFT JOIN many USING (x)')
  await duck.keepJoinOrder(false)
  expect(rows.map(({ x }) => x)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0])
})
