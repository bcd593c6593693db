import type { Comparison, FieldTest } from './query.ts'

type NumberTest = Extract<FieldTest, { kind: 'number' | 'time' }>

/** Whether a number meets a comparison; a time is compared with the whole day, hour … that was written. */
export function numberMeets(test: NumberTest, value: number): boolean {
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
