import { expect, test } from 'vitest'
import { checkBatchOrder } from './batch.ts'

const epoch = '0123456789abcdef'
const other = 'fedcba9876543210'

const orders: [events: unknown[], order: ReturnType<typeof checkBatchOrder>][] = [
  [[], { status: 'none' }],
  [[{}, {}], { status: 'none' }],
  [[{ epoch, seq: 1 }], { status: 'epoch', epoch, firstSeq: 1, lastSeq: 1 }],
  [
    [
      { epoch, seq: 3 },
      { epoch, seq: 900 },
    ],
    { status: 'epoch', epoch, firstSeq: 3, lastSeq: 900 },
  ],
  [[7], { status: 'invalid', message: 'event 0 is not an object' }],
  [[{ epoch, seq: 1 }, []], { status: 'invalid', message: 'event 1 is not an object' }],
  [[{ epoch, seq: 1 }, null], { status: 'invalid', message: 'event 1 is not an object' }],
  [
    [
      { epoch, seq: 1 },
      { epoch: other, seq: 2 },
    ],
    { status: 'invalid', message: 'event 1 has another epoch than the first' },
  ],
  [[{ epoch, seq: 1 }, {}], { status: 'invalid', message: 'event 1 has another epoch than the first' }],
  [[{ seq: 1 }], { status: 'invalid', message: 'event 0 has a seq without an epoch' }],
  [[{ epoch: 7, seq: 1 }], { status: 'invalid', message: 'event 0 has an epoch that is not 16 hex digits' }],
  [[{ epoch }], { status: 'invalid', message: 'event 0 has a seq that is not a whole number from 1' }],
  [
    [{ epoch, seq: 2 ** 53 }],
    { status: 'invalid', message: 'event 0 has a seq that is not a whole number from 1' },
  ],
  [
    [
      { epoch, seq: 2 },
      { epoch, seq: 2 },
    ],
    { status: 'invalid', message: 'event 1 has a seq that does not ascend' },
  ],
]

test.each(orders)('the order of %j is %o', (events, order) => {
  expect(checkBatchOrder(events)).toEqual(order)
})
