import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { nearestOf, type Problem } from '@weaklayer/wire'
import { systemCode } from '../start-error.ts'
import { type ConfigKey, configKeys, environmentName } from './config-keys.ts'
import { parseYaml } from './parse-yaml.ts'

export type Environment = Record<string, string | undefined>

export interface Overrides {
  /** What each overridden key becomes. */
  values: { path: string[]; value: unknown }[]
  problems: Problem[]
  warnings: Problem[]
}

/** Variables of the project's other programs. */
const otherVariables = new Set(['WEAKLAYER_CHROMIUM', 'WEAKLAYER_FIREFOX'])

/**
 * Reads the variables that override the configuration; with `_FILE` behind the name the value comes from that file.
 * An unknown name is only a warning, since orchestrators add variables of their own (`WEAKLAYER_SERVICE_HOST`).
 */
export async function readOverrides(environment: Environment, baseDirectory: string): Promise<Overrides> {
  const keys = new Map(configKeys().flatMap(key => nameOf(key).map(name => [name, key] as const)))
  const overrides: Overrides = { values: [], problems: [], warnings: [] }
  for (const [name, text] of Object.entries(environment)) {
    if (text === undefined || !name.startsWith('WEAKLAYER_') || otherVariables.has(name)) continue
    const { key, isFile } = keyOf(name, keys)
    if (key === undefined) overrides.warnings.push(unknownVariable(name, [...keys.keys()]))
    else if (isFile && environment[name.slice(0, -fileEnding.length)] !== undefined) {
      overrides.problems.push({
        path: name,
        message: 'is set together with the same name without _FILE',
        todo: 'Remove one of them.',
      })
    } else await addValue(overrides, { name, text, key, isFile, baseDirectory })
  }
  return overrides
}

const fileEnding = '_FILE'

function nameOf(key: ConfigKey): string[] {
  const name = environmentName(key.path)
  return name === undefined ? [] : [name]
}

function keyOf(name: string, keys: ReadonlyMap<string, ConfigKey>) {
  const key = keys.get(name)
  if (key !== undefined || !name.endsWith(fileEnding)) return { key, isFile: false }
  return { key: keys.get(name.slice(0, -fileEnding.length)), isFile: true }
}

function unknownVariable(name: string, known: string[]): Problem {
  const nearest = nearestOf(name, known)
  return {
    path: name,
    message: 'is no variable of the gateway and was ignored',
    todo: nearest === undefined ? 'Remove it.' : `Did you mean \`${nearest}\`?`,
  }
}

interface Variable {
  name: string
  text: string
  key: ConfigKey
  isFile: boolean
  baseDirectory: string
}

async function addValue(overrides: Overrides, variable: Variable): Promise<void> {
  const { name, key, isFile, baseDirectory } = variable
  let { text } = variable
  try {
    if (isFile) text = (await readFile(resolve(baseDirectory, text), 'utf8')).replace(/\r?\n$/, '')
  } catch (error) {
    overrides.problems.push({
      path: name,
      message: `its file cannot be read: ${systemCode(error)}`,
      todo: 'Set it to a file that the gateway may read.',
    })
    return
  }
  overrides.values.push({ path: key.path, value: parsedValue(text, key) })
}

/** A text that does not fit stays a text, so that the schema reports it with its path. */
function parsedValue(text: string, { kind, path }: ConfigKey): unknown {
  switch (kind) {
    case 'text':
      return text
    case 'number':
      return /^\d+$/.test(text.trim()) ? Number(text) : text
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text
    case 'list':
      return listOf(text, path)
  }
}

/** Lists that may also be texts one after the other. */
const plainLists: (string | undefined)[] = ['past', 'trustedProxies']

/** JSON or YAML; some may also stand one after the other. */
function listOf(text: string, path: readonly string[]): unknown {
  const parsed = parseYaml(text)
  if (parsed.status === 'ok' && typeof parsed.value !== 'string') return parsed.value ?? []
  return plainLists.includes(path.at(-1)) ? text.split(/[\s,]+/).filter(part => part !== '') : text
}
