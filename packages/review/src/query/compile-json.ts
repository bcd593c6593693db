import { compileNetwork } from './compile-network.ts'
import { compileNumber } from './compile-number.ts'
import { compileText } from './compile-text.ts'
import type { QueryField } from './fields.ts'
import { foldText } from './fold-text.ts'
import { hostPatterns } from './host-pattern.ts'
import { networkOf } from './network.ts'
import { wordNumber } from './number-value.ts'
import type { FieldTest, TextPattern } from './query.ts'
import { numberParameter, type QueryParameters } from './query-parameters.ts'

const numberTypes = "('BIGINT', 'UBIGINT', 'DOUBLE')"

/** SQL for a test of a field inside of `rest`. */
export function compileJsonField(field: QueryField, test: FieldTest, parameters: QueryParameters): string {
  const { bind } = parameters
  const [first = ''] = field.path
  let values = '[try(CAST("rest" AS JSON))]'
  for (const name of field.path) {
    const member = `json_extract(x, ${bind(`$."${name}"`)})`
    values = `flatten(list_transform(${values}, lambda x: CASE WHEN json_type(${member}) = 'ARRAY' THEN json_extract(${member}, '$[*]') ELSE [${member}] END))`
  }
  // Most events have no such field: looking for its name is much cheaper than reading the JSON.
  return `(contains("rest", ${bind(`"${first}":`)}) AND ${anyOf(values, compileJsonTest(field, test, parameters))})`
}

/** SQL for free text in any text of `rest`. */
export function compileRestText(pattern: TextPattern, { bind }: QueryParameters): string {
  const text = compileText(pattern, stringOf, { bind, whole: false })
  const found = anyOf(`try(json_extract("rest", '$..*'))`, `json_type(x) = 'VARCHAR' AND ${text}`)
  const needle = pattern.kind === 'plain' ? JSON.stringify(foldText(pattern.text)).slice(1, -1) : undefined
  return needle === undefined ? found : `(contains(lower("rest"), ${bind(needle)}) AND ${found})`
}

const stringOf = "json_extract_string(x, '$')"

function anyOf(values: string, test: string): string {
  return `coalesce(list_bool_or(list_transform(${values}, lambda x: ${test})), false)`
}

/** SQL for `jsonMatches` over the JSON value `x`. */
function compileJsonTest(field: QueryField, test: FieldTest, parameters: QueryParameters): string {
  switch (test.kind) {
    case 'has':
      return `json_type(x) <> 'NULL' AND CAST(x AS VARCHAR) NOT IN ('""', '[]', '{}')`
    case 'is':
      return compileJsonIs(field, test.pattern, parameters)
    case 'isTrue':
      return `json_type(x) = 'BOOLEAN' AND ${stringOf} = ${parameters.bind(String(test.value))}`
    case 'number':
    case 'time':
      return whenType(`IN ${numberTypes}`, compileNumber(test, `TRY_CAST(${stringOf} AS DOUBLE)`, parameters))
    case 'network': {
      const network = networkOf(test.written)
      return network === undefined
        ? 'false'
        : whenType("= 'VARCHAR'", compileNetwork(network, stringOf, parameters))
    }
  }
}

function compileJsonIs(field: QueryField, pattern: TextPattern, { bind }: QueryParameters): string {
  const patterns = field.kind === 'host' ? hostPatterns(pattern) : [pattern]
  const text = patterns.map(one => compileText(one, stringOf, { bind, whole: true })).join(' OR ')
  const number = pattern.kind === 'plain' ? wordNumber(pattern.text) : undefined
  const isText = whenType("IN ('VARCHAR', 'BOOLEAN')", text)
  if (number === undefined) return isText
  const same = `TRY_CAST(${stringOf} AS DOUBLE) = ${bind(numberParameter(number))}`
  return `(${isText} OR ${whenType(`IN ${numberTypes}`, same)})`
}

function whenType(types: string, test: string): string {
  return `CASE WHEN json_type(x) ${types} THEN ${test} ELSE false END`
}
