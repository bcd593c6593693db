import { plainText } from '@weaklayer/review'
import type { Problem } from '@weaklayer/wire'
import { wrongCall } from './cli-error.ts'
import { kindOf } from './event-directory.ts'

/** The path of a configuration file that exists. */
export async function existingConfig(file: string): Promise<string> {
  const kind = await kindOf(file)
  if (kind === 'file') return file
  const why = kind === 'nothing' ? 'it does not exist' : 'it is a directory'
  throw wrongCall(`cannot read the configuration ${file}: ${why}`, "Name the gateway's configuration file.")
}

/** `FILE: path: what is wrong. What to do.` */
export function problemLine(file: string, problem: Problem, severity?: 'warning'): string {
  const { path, message, todo } = problem
  const place = path === '' || path === file ? undefined : path
  const parts = [file, severity, place, message].filter(part => part !== undefined)
  const what = parts.map(part => plainText(part, 1000)).join(': ')
  return `${/[.!?]$/.test(what) ? what : `${what}.`} ${plainText(todo, 1000)}`
}
