import type { CompiledQuery } from './query.ts'

/** The values of a statement, each bound once. */
export interface QueryParameters {
  values: CompiledQuery['parameters']
  /** Takes a value and gives the text that stands for it in SQL. */
  bind(value: string | number | bigint | boolean): string
}

export function createParameters(): QueryParameters {
  const values: CompiledQuery['parameters'] = {}
  const names = new Map<unknown, string>()
  return {
    values,
    bind(value) {
      const name = names.get(value) ?? `q${names.size + 1}`
      names.set(value, name)
      values[name] = value
      return `$${name}`
    },
  }
}

/** Whole numbers as the database counts them: others are compared as floating point. */
export function numberParameter(value: number): number | bigint {
  return Number.isSafeInteger(value) ? BigInt(value) : value
}
