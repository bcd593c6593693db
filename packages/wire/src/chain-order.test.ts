import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inChainOrder, type Link } from './chain-order.ts'

const link = (id: string, previous: string | null | undefined, firstTime: number): Link => ({
  id,
  previous,
  firstTime,
})
const idsOf = (links: Link[]) => inChainOrder(links).map(one => one.id)

const cases: [what: string, links: Link[], order: string[]][] = [
  ['a chain against the clock', [link('c', 'b', 1), link('b', 'a', 2), link('a', null, 3)], ['a', 'b', 'c']],
  ['two chains by their start', [link('x', null, 5), link('a', null, 1), link('b', 'a', 9)], ['a', 'b', 'x']],
  [
    'a chain whose start is unknown',
    [link('b', 'gone', 2), link('c', 'b', 1), link('a', undefined, 3)],
    ['b', 'c', 'a'],
  ],
  [
    'the branches of a clone',
    [link('a', null, 1), link('c', 'a', 3), link('b', 'a', 2), link('d', 'b', 9)],
    ['a', 'b', 'd', 'c'],
  ],
  [
    'a circle comes last',
    [link('a', 'b', 1), link('b', 'a', 2), link('s', 's', 0), link('z', null, 9)],
    ['z', 's', 'a', 'b'],
  ],
]

test.each(cases)('orders %s', (_what, links, order) => {
  expect(idsOf(links)).toEqual(order)
})

test('every epoch comes once, and after its predecessor unless in a circle', () => {
  const some = fc.uniqueArray(
    fc.record({
      id: fc.integer({ min: 0, max: 30 }).map(String),
      previous: fc.option(fc.integer({ min: 0, max: 30 }).map(String)),
      firstTime: fc.nat(5),
    }),
    { selector: one => one.id },
  )
  fc.assert(
    fc.property(some, links => {
      const order = idsOf(links)
      expect(order.toSorted()).toEqual(links.map(one => one.id).toSorted())
      for (const { id, previous } of links) {
        if (previous === null || !order.includes(previous) || inCircle(links, id)) continue
        expect(order.indexOf(previous)).toBeLessThan(order.indexOf(id))
      }
    }),
  )
})

/** Whether the way back from a link never ends. */
function inCircle(links: Link[], start: string): boolean {
  let id: string | null | undefined = start
  for (let steps = 0; typeof id === 'string'; steps++) {
    if (steps > links.length) return true
    const at: string = id
    id = links.find(one => one.id === at)?.previous
  }
  return false
}
