import type * as z from 'zod'

/** What this file reads of a zod schema's definition, whatever its kind. */
interface Definition {
  type: string
  shape?: Record<string, z.core.$ZodType>
  element?: z.core.$ZodType
  innerType?: z.core.$ZodType
  in?: z.core.$ZodType
  options?: z.core.$ZodType[]
  discriminator?: string
}

/** The keys that a schema knows at a path of a value; the value chooses among the options of a union. */
export function knownKeysAt(schema: z.core.$ZodType, value: unknown, path: readonly PropertyKey[]): string[] {
  const [step, ...rest] = path
  const definition = objectOrArray(schema, value)
  if (definition === undefined) return []
  if (step === undefined) return Object.keys(definition.shape ?? {})
  const next = definition.element ?? memberOf(definition.shape, step)
  return next === undefined ? [] : knownKeysAt(next, memberOf(value, step), rest)
}

/** The member of a plain value, never an inherited one. */
export function memberOf<Member = unknown>(value: unknown, key: PropertyKey): Member | undefined {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<PropertyKey, Member>)[key]
    : undefined
}

/** The object or array definition below optional, default, pipe and union; undefined for everything else. */
export function objectOrArray(schema: z.core.$ZodType, value: unknown): Definition | undefined {
  const definition = schema._zod.def as Definition
  const inner = definition.innerType ?? definition.in ?? chosenOption(definition, value)
  if (inner !== undefined) return objectOrArray(inner, value)
  return definition.shape || definition.element ? definition : undefined
}

function chosenOption(definition: Definition, value: unknown): z.core.$ZodType | undefined {
  const { discriminator, options } = definition
  if (discriminator === undefined) return undefined
  const wanted = memberOf(value, discriminator)
  return options?.find(option => {
    const literal = memberOf<z.core.$ZodLiteral>((option._zod.def as Definition).shape, discriminator)
    return literal?._zod.def.values.includes(wanted as string)
  })
}
