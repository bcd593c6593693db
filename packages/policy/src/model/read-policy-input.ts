import { type CaptureLevel, type Problem, readSensorConfig } from '@weaklayer/wire'
import type { JsonObject } from '../json.ts'
import { isJsonObject } from '../json.ts'
import { exampleKeyProblems } from './example-key.ts'
import type { Fill, GatewayPlace, PackageIds, PolicyModel } from './policy-model.ts'
import { type Reading, readGateway, readUpdateUrl } from './read-addresses.ts'
import { readIds } from './read-ids.ts'
import { unwritableTexts } from './unwritable-texts.ts'

/** What an administrator gave, as it was parsed; `files` are the names that problems show. */
export interface PolicyInput {
  gateway: string
  updateUrl: string
  label: string
  /** An install key, or what `weaklayer key` prints. */
  installKey: unknown
  ids: unknown
  /** Optional keys of the sensor's configuration. @default none */
  settings?: unknown
  /** @default what the settings say, else standard */
  profile?: CaptureLevel
  fill: readonly Fill[]
  files: { installKey: string; ids: string; settings: string }
}

export type PolicyReading =
  | { status: 'ok'; model: PolicyModel; warnings: Problem[] }
  | { status: 'invalid'; problems: Problem[]; warnings: Problem[] }

/** Reads everything that the policy files are made from, and reports every problem at once. */
export function readPolicyInput(input: PolicyInput): PolicyReading {
  const gateway = readGateway(input.gateway)
  const updateUrl = readUpdateUrl(input.updateUrl)
  const ids = readIds(input.ids, input.files.ids)
  const managed = readManaged(input, gateway.value)
  const readings: Reading<unknown>[] = [gateway, updateUrl, ids, managed]
  const problems = readings.flatMap(reading => reading.problems)
  const warnings = readings.flatMap(reading => reading.warnings)
  const parts = { gateway: gateway.value, updateUrl: updateUrl.value, ids: ids.value, managed: managed.value }
  if (problems.length > 0 || !isComplete(parts)) return { status: 'invalid', problems, warnings }
  const fill = input.fill.filter(each => !Object.hasOwn(parts.managed, each))
  return { status: 'ok', model: { ...parts, fill }, warnings }
}

interface Parts {
  gateway: GatewayPlace
  updateUrl: string
  ids: PackageIds
  managed: JsonObject
}

function isComplete(parts: { [Part in keyof Parts]: Parts[Part] | undefined }): parts is Parts {
  return Object.values(parts).every(part => part !== undefined)
}

/** The keys that have options of their own, or a file of their own because they are secret. */
const ownOptions: Record<string, string> = {
  api: '--gateway',
  installKey: '--install-key',
  label: '--label',
}

function readManaged(input: PolicyInput, gateway: GatewayPlace | undefined): Reading<JsonObject> {
  const { files, label, profile } = input
  const given = input.settings ?? {}
  if (!isJsonObject(given)) {
    const message = 'expected keys of the sensor configuration, such as `excludedHosts`'
    return refusedSettings({ path: files.settings, message, todo: 'docs/wire.md lists them.' })
  }
  const settings = Object.fromEntries(Object.entries(given).filter(([key]) => ownOptions[key] === undefined))
  // Without a usable gateway a stand-in keeps the problems of everything else apart from its own.
  const api: JsonObject = { ...(gateway ?? { protocol: 'https', hostname: 'gateway.invalid', port: 443 }) }
  const capture = profile ?? settings.capture ?? 'standard'
  const managed = { api, installKey: keyIn(input.installKey), label, ...settings, capture } as JsonObject
  const problems = [
    ...misplacedKeys(given, files.settings),
    ...profileConflict(input, settings),
    ...problemsIn(managed, input),
    ...unwritableTexts(managed).map(problem => ({ ...problem, path: placeOf(problem.path, input) })),
    ...(gateway === undefined ? [] : exampleKeyProblems(managed, files.installKey)),
  ]
  return { value: problems.length === 0 ? managed : undefined, problems, warnings: [] }
}

function refusedSettings(problem: Problem): Reading<JsonObject> {
  return { value: undefined, problems: [problem], warnings: [] }
}

/** `weaklayer key` prints the key beside its verifier, which has no place in a policy. */
function keyIn(raw: unknown): unknown {
  return isJsonObject(raw) && isJsonObject(raw.key) ? raw.key : (raw ?? null)
}

function misplacedKeys(given: JsonObject, file: string): Problem[] {
  return Object.keys(given)
    .filter(key => ownOptions[key] !== undefined)
    .map(key => ({
      path: `${file}: ${key}`,
      message: 'does not belong into the settings',
      todo: `Remove it; ${ownOptions[key]} gives it.`,
    }))
}

function profileConflict({ profile, files }: PolicyInput, { capture }: JsonObject): Problem[] {
  if (profile === undefined || capture === undefined || capture === profile) return []
  const message = `says ${JSON.stringify(capture).slice(0, 40)}, and --profile says ${profile}`
  return [{ path: `${files.settings}: capture`, message, todo: 'Say it in one place.' }]
}

function problemsIn(managed: JsonObject, input: PolicyInput): Problem[] {
  const reading = readSensorConfig(managed)
  const problems = reading.state === 'pending' ? [] : reading.problems
  return problems.map(problem => ({ ...problem, path: placeOf(problem.path, input) }))
}

/** Where the administrator wrote what is wrong. */
function placeOf(path: string, { files }: PolicyInput): string {
  const [part = ''] = path.split('.')
  if (part === 'installKey') return `${files.installKey}: ${path}`
  return ownOptions[part] ?? `${files.settings}: ${path}`
}
