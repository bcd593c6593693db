import { gatewayApiProblems } from './gateway-api-problems.ts'
import { type GatewayConfig, gatewayConfig } from './gateway-config.ts'
import { type Problem, problemsOf } from './problem.ts'
import { verifier, verifierChecksumMatches } from './verifier.ts'
import { knownKeysAt, memberOf } from './zod-keys.ts'

export type GatewayConfigReading =
  | { status: 'ok'; config: GatewayConfig }
  | { status: 'invalid'; problems: Problem[] }

/**
 * Reads a gateway configuration as parsed from YAML or JSON. A key without a value counts as absent.
 * Every problem is reported at once, also what only several values together show; none shows a secret.
 */
export function readGatewayConfig(raw: unknown): GatewayConfigReading {
  const given = withoutNull(raw)
  const parsed = gatewayConfig.safeParse(given)
  const known = (path: PropertyKey[]) => knownKeysAt(gatewayConfig, given, path)
  const problems = [
    ...(parsed.success ? [] : problemsOf(parsed.error, known, given)),
    ...secretProblems(given),
    ...adminTokenProblems(given),
    ...verifierProblems(given),
    ...directoryProblems(given),
    ...requiredProblems(given),
    ...gatewayApiProblems(at(given, 'sensor.api')),
  ]
  return parsed.success && problems.length === 0
    ? { status: 'ok', config: parsed.data }
    : { status: 'invalid', problems }
}

/** YAML reads `past:` with every entry commented out as null. */
function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNull)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([key, member]) => [key, withoutNull(member)]),
  )
}

function secretProblems(given: unknown): Problem[] {
  const secrets = at(given, 'sensor.token.secrets')
  const current = memberOf(secrets, 'current')
  const past = pastSecretsIn(secrets)
  return past.flatMap((secret, index) => {
    const path = `sensor.token.secrets.past.${index}`
    if (typeof secret !== 'string') return []
    if (secret === current) {
      const todo = 'Put a new secret into `current` (`weaklayer secret`), or remove this one.'
      return [{ path, message: 'is the current secret too', todo }]
    }
    if (past.indexOf(secret) === index) return []
    return [{ path, message: 'is in the list twice', todo: 'Remove one of them.' }]
  })
}

function pastSecretsIn(secrets: unknown): unknown[] {
  return listOf(memberOf(secrets, 'past')).map(entry =>
    typeof entry === 'string' ? entry : memberOf(entry, 'secret'),
  )
}

/** Who sends the token of administrators somewhere must not give away what signs tokens. */
function adminTokenProblems(given: unknown): Problem[] {
  const token = at(given, 'admin.token')
  const secrets = at(given, 'sensor.token.secrets')
  const isShared = [memberOf(secrets, 'current'), ...pastSecretsIn(secrets)].includes(token)
  if (token === undefined || !isShared) return []
  const todo = 'Make one of its own: `weaklayer secret`.'
  return [{ path: 'admin.token', message: 'is a token secret too', todo }]
}

function verifierProblems(given: unknown): Problem[] {
  return listOf(at(given, 'sensor.install.verifiers')).flatMap((candidate, index) => {
    const parsed = verifier.safeParse(candidate)
    if (!parsed.success || verifierChecksumMatches(parsed.data)) return []
    return [
      {
        path: `sensor.install.verifiers.${index}.checksum`,
        message: 'does not belong to this group, salt and hash: one of them was damaged',
        todo: 'Copy the whole verifier again, as `weaklayer key` printed it.',
      },
    ]
  })
}

/** One directory has one owner: two outputs, or an output and the dead letter, would mix their files; updates are given away. */
function directoryProblems(given: unknown): Problem[] {
  const outputs = listOf(memberOf(given, 'outputs')).map((output, index) => ({
    path: `outputs.${index}.directory`,
    directory: memberOf(output, 'directory'),
  }))
  const places = [
    ...outputs,
    { path: 'deadLetter.directory', directory: at(given, 'deadLetter.directory') },
    { path: 'updates.directory', directory: at(given, 'updates.directory') },
    { path: 'audit.directory', directory: at(given, 'audit.directory') },
  ].filter(place => typeof place.directory === 'string')
  return places.flatMap((place, index) => {
    const first = places.findIndex(other => folder(other.directory) === folder(place.directory))
    if (first === index) return []
    const message = `is the same folder as ${places[first]?.path}`
    return [{ path: place.path, message, todo: 'Give each its own folder.' }]
  })
}

/** Where nothing is required, an acknowledgement would promise nothing. */
function requiredProblems(given: unknown): Problem[] {
  const outputs = listOf(memberOf(given, 'outputs'))
  if (outputs.length === 0 || outputs.some(output => memberOf(output, 'required') !== false)) return []
  const todo = 'Leave out `required: false` at the output that must not lose events.'
  return [
    { path: 'outputs', message: 'no output is required, so an acknowledgement would promise nothing', todo },
  ]
}

function folder(path: unknown): string {
  return String(path)
    .replace(/^(\.\/)+/, '')
    .replace(/\/+$/, '')
}

function at(given: unknown, path: string): unknown {
  return path.split('.').reduce(memberOf, given)
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
