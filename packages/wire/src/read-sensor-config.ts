import type * as z from 'zod'
import { checksumMatches, type InstallKey } from './install-key.ts'
import { type Problem, problemOf, unknownKey } from './problem.ts'
import { type SensorConfig, sensorConfigParts } from './sensor-config.ts'
import { memberOf, objectOrArray } from './zod-keys.ts'

/**
 * What managed storage says.
 * - `pending`: nothing is there (yet): record, but send nothing.
 * - `ok`: usable; `problems` lists what was left out.
 * - `invalid`: a mandatory part is missing or wrong; `partial` holds the rest, which still limits what is recorded.
 */
export type SensorConfigReading =
  | { state: 'pending' }
  | { state: 'ok'; config: SensorConfig; problems: Problem[] }
  | { state: 'invalid'; partial: PartialSensorConfig; problems: Problem[] }

type Part = keyof typeof sensorConfigParts
type MandatoryPart = 'api' | 'installKey' | 'label'
const mandatory: readonly Part[] = ['api', 'installKey', 'label'] satisfies MandatoryPart[]

/** A policy of which only the optional parts are sure to be there. */
export type PartialSensorConfig = Pick<SensorConfig, Exclude<Part, MandatoryPart>> &
  Partial<Pick<SensorConfig, MandatoryPart>>

/**
 * Reads managed storage part by part, down to members and list entries: every valid one counts, every invalid
 * one is left out and is a problem. An optional part of which nothing is valid has its default.
 */
export function readSensorConfig(managed: unknown): SensorConfigReading {
  if (typeof managed !== 'object' || managed === null || Object.keys(managed).length === 0) {
    return { state: 'pending' }
  }
  const { values, problems } = readParts(managed)
  const usable = mandatory.every(part => values[part] !== undefined)
  return usable
    ? { state: 'ok', config: values as SensorConfig, problems }
    : { state: 'invalid', partial: values as PartialSensorConfig, problems }
}

function readParts(managed: object) {
  const values: Record<string, unknown> = {}
  const problems: Problem[] = unknownKeys(managed, Object.keys(sensorConfigParts), [])
  for (const part of Object.keys(sensorConfigParts) as Part[]) {
    const schema = sensorConfigParts[part]
    const reading = readValue(schema, memberOf(managed, part), [part])
    problems.push(...reading.problems)
    const value = usableOf(part, reading) ?? schema.safeParse(undefined).data
    if (value !== undefined) values[part] = value
  }
  return checkKey(values, problems)
}

/** A host that no page has (RFC 2606). */
const nowhere = 'nowhere.invalid'

/** Falling back to the default of `includedHosts` (all hosts) would record what policy meant to leave alone. */
function usableOf(part: Part, reading: Reading): unknown {
  const empty = !Array.isArray(reading.value) || reading.value.length === 0
  return part === 'includedHosts' && empty && reading.problems.length > 0 ? [nowhere] : reading.value
}

interface Reading {
  /** What is usable; undefined for nothing. */
  value: unknown
  problems: Problem[]
}

function readValue(schema: z.ZodType, given: unknown, path: PropertyKey[]): Reading {
  const parsed = schema.safeParse(given)
  if (parsed.success) return { value: parsed.data, problems: unknownBelow(schema, given, path) }
  const definition = objectOrArray(schema, given)
  if (definition?.shape && typeof given === 'object' && given !== null && !Array.isArray(given))
    return readMembers(schema, { shape: definition.shape, given, path })
  if (definition?.element && Array.isArray(given))
    return readEntries(definition.element as z.ZodType, given, path)
  const issues = parsed.error.issues.map(issue =>
    problemOf({ ...issue, path: [...path, ...issue.path] }, given),
  )
  return { value: undefined, problems: issues }
}

interface Members {
  shape: Record<string, z.core.$ZodType>
  given: object
  path: PropertyKey[]
}

function readMembers(schema: z.ZodType, { shape, given, path }: Members): Reading {
  const problems = unknownKeys(given, Object.keys(shape), path)
  const usable: Record<string, unknown> = {}
  for (const [key, member] of Object.entries(shape)) {
    const reading = readValue(member as z.ZodType, memberOf(given, key), [...path, key])
    problems.push(...reading.problems)
    if (reading.value !== undefined) usable[key] = reading.value
  }
  return { value: schema.safeParse(usable).data, problems }
}

function readEntries(element: z.ZodType, given: unknown[], path: PropertyKey[]): Reading {
  const readings = given.map((entry, index) => readValue(element, entry, [...path, index]))
  return {
    value: readings.flatMap(reading => (reading.value === undefined ? [] : [reading.value])),
    problems: readings.flatMap(reading => reading.problems),
  }
}

function unknownBelow(schema: z.ZodType, given: unknown, path: PropertyKey[]): Problem[] {
  const shape = objectOrArray(schema, given)?.shape
  return shape && typeof given === 'object' && given !== null
    ? unknownKeys(given, Object.keys(shape), path)
    : []
}

function unknownKeys(given: object, known: string[], path: PropertyKey[]): Problem[] {
  return Object.keys(given)
    .filter(key => !known.includes(key))
    .map(key => unknownKey(path, key, known))
}

/** A key that was damaged on its way into the policy is as good as none. */
function checkKey(values: Record<string, unknown>, problems: Problem[]) {
  const key = values.installKey as InstallKey | undefined
  if (key === undefined || checksumMatches(key)) return { values, problems }
  const { installKey: _, ...rest } = values
  const problem = {
    path: 'installKey.checksum',
    message: 'does not belong to this group and secret: one of them was damaged',
    todo: 'Copy the whole install key again, as `weaklayer key` printed it.',
  }
  return { values: rest, problems: [...problems, problem] }
}
