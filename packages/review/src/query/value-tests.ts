import { isInNetwork, networkOf } from './network.ts'
import type { Comparison, FieldTest } from './query.ts'

type NumberTest = Extract<FieldTest, { kind: 'number' | 'time' }>
type ValueTest = NumberTest | Extract<FieldTest, { kind: 'isTrue' | 'network' }>

/** Tests that ask the same of a value, wherever it stands: in a column or in JSON. */
export function valueMeets(test: ValueTest, value: unknown): boolean {
  if (test.kind === 'isTrue') return value === test.value
  if (test.kind !== 'network') return typeof value === 'number' && numberMeets(test, value)
  const network = networkOf(test.written)
  return network !== undefined && typeof value === 'string' && isInNetwork(value, network)
}

/** Whether a number meets a comparison; a time is compared with the whole day, hour … that was written. */
function numberMeets(test: NumberTest, value: number): boolean {
  if (test.kind === 'number') return compared(value, test.compare, test.value)
  switch (test.compare) {
    case '=':
      return value >= test.fromUs && value < test.toUs
    case '<':
      return value < test.fromUs
    case '<=':
      return value < test.toUs
    case '>':
      return value >= test.toUs
    case '>=':
      return value >= test.fromUs
  }
}

function compared(value: number, compare: Comparison | '=', wanted: number): boolean {
  switch (compare) {
    case '=':
      return value === wanted
    case '<':
      return value < wanted
    case '<=':
      return value <= wanted
    case '>':
      return value > wanted
    case '>=':
      return value >= wanted
  }
}
