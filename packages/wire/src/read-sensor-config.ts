import { nearestOf, type Problem } from './problem.ts'
import { type SensorConfig, sensorConfigParts } from './sensor-config.ts'

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

export type PartialSensorConfig = Omit<SensorConfig, 'api' | 'installKey' | 'label'> &
  Partial<Pick<SensorConfig, 'api' | 'installKey' | 'label'>>

type Part = keyof typeof sensorConfigParts
const mandatory: readonly Part[] = ['api', 'installKey', 'label']

/** Reads managed storage part by part: every valid part counts, every invalid one is a problem. */
export function readSensorConfig(managed: unknown): SensorConfigReading {
  if (typeof managed !== 'object' || managed === null || Object.keys(managed).length === 0) {
    return { state: 'pending' }
  }
  const { values, problems } = readParts(managed as Record<string, unknown>)
  const usable = mandatory.every(part => values[part] !== undefined)
  return usable
    ? { state: 'ok', config: values as SensorConfig, problems }
    : { state: 'invalid', partial: values as PartialSensorConfig, problems }
}

function readParts(managed: Record<string, unknown>) {
  const values: Record<string, unknown> = {}
  const problems: Problem[] = []
  for (const part of Object.keys(sensorConfigParts) as Part[]) {
    const parsed = sensorConfigParts[part].safeParse(managed[part])
    if (parsed.success) values[part] = parsed.data
    else problems.push(problemAt(part, managed[part], parsed.error.issues[0]))
    if (!parsed.success && !mandatory.includes(part)) values[part] = sensorConfigParts[part].parse(undefined)
  }
  return { values, problems: [...problems, ...unknownKeys(managed)] }
}

function problemAt(
  part: Part,
  value: unknown,
  issue: { path: PropertyKey[]; message: string } | undefined,
): Problem {
  const path = [part, ...(issue?.path ?? [])].join('.')
  if (value === undefined) return { path: part, message: 'missing', todo: 'Add it to the policy.' }
  return { path, message: issue?.message ?? 'does not match', todo: 'Correct it in the policy.' }
}

function unknownKeys(managed: Record<string, unknown>): Problem[] {
  const known = Object.keys(sensorConfigParts)
  return Object.keys(managed)
    .filter(key => !known.includes(key))
    .map(key => {
      const nearest = nearestOf(key, known)
      return {
        path: key.slice(0, 100),
        message: 'unknown key',
        todo: nearest === undefined ? 'Remove it.' : `Did you mean \`${nearest}\`?`,
      }
    })
}
