import { plainText } from '@weaklayer/review/plain-text'
import type { GatewayConfig, Problem } from '@weaklayer/wire'
import { failure, wrongCall } from './cli-error.ts'
import { kindOf } from './event-directory.ts'

/** The path of a configuration file that exists. */
export async function existingConfig(file: string): Promise<string> {
  const kind = await kindOf(file)
  if (kind === 'file') return file
  const why = kind === 'nothing' ? 'it does not exist' : 'it is a directory'
  throw wrongCall(`cannot read the configuration ${file}: ${why}`, "Name the gateway's configuration file.")
}

/** The configuration in a file, with its warnings; problems are printed, and `refusal` says what they prevented. */
export async function goodConfig(
  file: string,
  refusal: string,
): Promise<{ config: GatewayConfig; warnings: Problem[] }> {
  // Loaded here and not above: the gateway's packages would slow down verbs that do without.
  const { loadGatewayConfig } = await import('@weaklayer/gateway')
  const loaded = await loadGatewayConfig({ file, environment: process.env })
  if (loaded.status === 'ok') return loaded
  for (const problem of loaded.problems) process.stderr.write(`${problemLine(file, problem)}\n`)
  const count = loaded.problems.length === 1 ? 'one problem' : `${loaded.problems.length} problems`
  throw failure(
    'CONFIG_INVALID',
    `${refusal}: its configuration has ${count}, named above`,
    `Correct the file; \`weaklayer config check ${file}\` checks it again.`,
  )
}

/** `FILE: path: what is wrong. What to do.` */
export function problemLine(file: string, problem: Problem, severity?: 'warning'): string {
  const { path, message, todo } = problem
  const place = path === '' || path === file ? undefined : path
  const parts = [file, severity, place, message].filter(part => part !== undefined)
  const what = parts.map(part => plainText(part, 1000)).join(': ')
  return `${/[.!?]$/.test(what) ? what : `${what}.`} ${plainText(todo, 1000)}`
}
