import {
  BIGINT,
  BLOB,
  DuckDBBlobValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
  type DuckDBValueConverter,
  type JS,
  JSDuckDBValueConverter,
  LIST,
  listValue,
  VARCHAR,
} from '@duckdb/node-api'

/** What a parameter of a statement can be. A list is one of texts. */
export type DuckParameter = string | number | bigint | boolean | Uint8Array | readonly string[] | null
export type DuckParameters = Readonly<Record<string, DuckParameter>>

/** One row: texts, numbers, flags, bytes, null, lists and objects of them. */
export type DuckRow = Record<string, unknown>

type Bindable = [values?: Record<string, DuckDBValue>, types?: Record<string, DuckDBType | undefined>]

/** Values and types as the database binds them. */
export function bindable(parameters: DuckParameters | undefined): Bindable {
  if (parameters === undefined) return []
  const values: Record<string, DuckDBValue> = {}
  const types: Record<string, DuckDBType | undefined> = {}
  for (const [name, parameter] of Object.entries(parameters)) {
    const { value, type } = boundOf(parameter)
    values[name] = value
    if (type !== undefined) types[name] = type
  }
  return [values, types]
}

function boundOf(parameter: DuckParameter): { value: DuckDBValue; type?: DuckDBType } {
  if (typeof parameter === 'bigint') return { value: parameter, type: BIGINT }
  if (parameter instanceof Uint8Array) return { value: new DuckDBBlobValue(parameter), type: BLOB }
  if (typeof parameter === 'object' && parameter !== null)
    return { value: listValue([...parameter]), type: LIST(VARCHAR) }
  return { value: parameter }
}

const wholeNumbers: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UHUGEINT,
])

/** A value of a row as this project uses it. */
export const rowValue: DuckDBValueConverter<JS> = (value, type, converter) => {
  if (value === null) return null
  if (!wholeNumbers.has(type.typeId)) return JSDuckDBValueConverter(value, type, converter)
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : BigInt(value as bigint)
}
