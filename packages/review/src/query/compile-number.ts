import type { FieldTest } from './query.ts'
import { numberParameter, type QueryParameters } from './query-parameters.ts'

/** SQL for `numberMeets` over a numeric expression. */
export function compileNumber(
  test: Extract<FieldTest, { kind: 'number' | 'time' }>,
  expression: string,
  { bind }: QueryParameters,
): string {
  const to = (compare: string, value: number) => `${expression} ${compare} ${bind(numberParameter(value))}`
  if (test.kind === 'number') return to(test.compare, test.value)
  switch (test.compare) {
    case '=':
      return `(${to('>=', test.fromUs)} AND ${to('<', test.toUs)})`
    case '<':
      return to('<', test.fromUs)
    case '<=':
      return to('<', test.toUs)
    case '>':
      return to('>=', test.toUs)
    case '>=':
      return to('>=', test.fromUs)
  }
}
