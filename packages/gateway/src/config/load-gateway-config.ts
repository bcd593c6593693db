import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type GatewayConfig, isLoopback, type Problem, readGatewayConfig } from '@weaklayer/wire'
import { systemCode } from '../start-error.ts'
import { warningsOf } from './config-warnings.ts'
import { type Environment, readOverrides } from './environment-overrides.ts'
import { exampleSecretsOf } from './example-secrets.ts'
import { parseYaml } from './parse-yaml.ts'
import { resolvePaths } from './resolve-paths.ts'

export interface ConfigSource {
  /** Path of a YAML or JSON file; relative paths in it start from its folder. */
  file?: string
  /** The configuration itself, instead of what the file holds; without a file relative paths stay. */
  text?: string
  /** Variables that override it. @default none */
  environment?: Environment
  /** For what ends by itself. @default now */
  nowMs?: number
}

export type LoadedConfig =
  | { status: 'ok'; config: GatewayConfig; warnings: Problem[] }
  | {
      status: 'invalid'
      problems: Problem[]
      warnings: Problem[]
      /** Tells contents of the file apart; absent where it could not be read. */
      print?: string
    }

/** Loads the gateway's configuration and reports every problem at once. */
export async function loadGatewayConfig(source: ConfigSource): Promise<LoadedConfig> {
  const baseDirectory = source.file === undefined ? process.cwd() : dirname(resolve(source.file))
  const overrides = await readOverrides(source.environment ?? {}, baseDirectory)
  const raw = await readRaw(source)
  const { warnings } = overrides
  if (raw.status === 'invalid') {
    return { status: 'invalid', problems: [raw.problem, ...overrides.problems], warnings, ...printOf(raw) }
  }
  for (const { path, value } of overrides.values) setAt(raw.value, path, value)
  const reading = readGatewayConfig(raw.value)
  const problems = reading.status === 'ok' ? exampleProblems(reading.config) : reading.problems
  if (reading.status === 'invalid' || problems.length + overrides.problems.length > 0) {
    return { status: 'invalid', problems: [...overrides.problems, ...problems], warnings, ...printOf(raw) }
  }
  const config = source.file === undefined ? reading.config : resolvePaths(reading.config, baseDirectory)
  return { status: 'ok', config, warnings: [...warnings, ...warningsOf(config, source.nowMs ?? Date.now())] }
}

type Raw = ({ status: 'ok'; value: Record<string, unknown> } | { status: 'invalid'; problem: Problem }) & {
  /** As it was read. */
  text?: string
}

async function readRaw({ file, text: given }: ConfigSource): Promise<Raw> {
  const name = file ?? 'the configuration'
  try {
    const text = given ?? (file === undefined ? '' : await readFile(file, 'utf8'))
    return { ...parseRaw(name, text), text }
  } catch (error) {
    return invalid(
      name,
      `cannot be read: ${systemCode(error)}`,
      'Give the path of a file that the gateway may read.',
    )
  }
}

function parseRaw(name: string, text: string): Raw {
  const parsed = parseYaml(text)
  if (parsed.status === 'invalid') return invalid(name, parsed.message, 'Correct the file at this place.')
  const value = parsed.value ?? {}
  return typeof value === 'object' && !Array.isArray(value)
    ? { status: 'ok', value: value as Record<string, unknown> }
    : invalid(name, 'expected keys such as `sensor` and `outputs`', 'See docs/gateway.md for an example.')
}

function invalid(path: string, message: string, todo: string): Raw {
  return { status: 'invalid', problem: { path, message, todo } }
}

/** A hash: the file may hold secrets, and this is compared only. */
function printOf({ text }: Raw): { print?: string } {
  return text === undefined ? {} : { print: createHash('sha256').update(text).digest('hex') }
}

/** Sets a value and makes the objects above it; the path comes from the schema, never from input. */
function setAt(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [step = '', ...rest] = path
  if (rest.length === 0) {
    target[step] = value
    return
  }
  const next = target[step]
  const isObject = typeof next === 'object' && next !== null && !Array.isArray(next)
  const inner = isObject ? (next as Record<string, unknown>) : {}
  target[step] = inner
  setAt(inner, rest, value)
}

function exampleProblems(config: GatewayConfig): Problem[] {
  return exampleSecretsOf(config).map(path => ({
    path,
    message: `is a public example value, and ${openHost(config)} is not loopback`,
    todo: path.includes('verifiers')
      ? 'Make a real key and verifier: `npx --no weaklayer key`.'
      : 'Make a real secret: `npx --no weaklayer secret`.',
  }))
}

function openHost({ sensor: { api }, admin }: GatewayConfig): string {
  return isLoopback(api.host) ? `\`admin.host\` (${admin.host})` : `\`sensor.api.host\` (${api.host})`
}
