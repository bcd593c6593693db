import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { GatewayConfig } from '@weaklayer/wire'
import { wrongCall } from '../cli-error.ts'
import { existingConfig, goodConfig } from '../gateway-config-file.ts'

type Environment = Record<string, string | undefined>

/** The configuration that steps begin from. */
export interface RotationSource {
  /** Absolute. */
  file: string
  name: string
  text: string
  config: GatewayConfig
  environment: Environment
}

/** Where a key of the configuration stands: in the file, in a variable, or in the file of a `_FILE` variable. */
export type KeyPlace =
  | { kind: 'config' }
  | { kind: 'variable'; variable: string }
  | { kind: 'file'; variable: string; path: string }

export async function readSource(file: string): Promise<RotationSource> {
  const { config } = await goodConfig(await existingConfig(file), 'no step was written')
  const path = resolve(file)
  const text = await readFile(path, 'utf8')
  return { file: path, name: basename(path), text, config, environment: process.env }
}

export function placeOf(variable: string, environment: Environment): KeyPlace {
  if (environment[variable] !== undefined) return { kind: 'variable', variable }
  const path = environment[`${variable}_FILE`]
  return path === undefined ? { kind: 'config' } : { kind: 'file', variable, path }
}

/** A secret that is not in the file should not come into it: what belongs to it goes beside it. */
export function placeBeside(variable: string, other: KeyPlace, environment: Environment): KeyPlace {
  const own = placeOf(variable, environment)
  if (own.kind !== 'config' || other.kind === 'config') return own
  return { kind: 'variable', variable }
}

/** A point in time of an option, microseconds since 1970 UTC. */
export function endOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const us = Date.parse(text) * 1000
  if (us > Date.now() * 1000) return us
  throw wrongCall('--not-after is no time ahead', 'Give one such as 2026-12-01T12:00:00Z.')
}
