/** A value as JSON has it: what every policy file can carry. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export type JsonObject = { readonly [key: string]: Json }

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** JSON for people: indented, with a line feed at its end. */
export function jsonText(value: Json): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}
