import { plainText } from '@weaklayer/review/plain-text'
import { CommanderError } from 'commander'
import { type ExitStatus, exitStatus } from './cli-error.ts'

export interface ErrorReport {
  /** One line for standard error; empty when commander printed all there is to say. */
  text: string
  status: ExitStatus
}

/** What the user reads of an error, and with which status the command ends: never a stack trace. */
export function reportError(error: unknown, verb: string): ErrorReport {
  if (error instanceof CommanderError) return reportCallError(error, verb)
  const { code, message, todo, status } = partsOf(error)
  if (todo !== undefined)
    return { text: `${verb}: ${ended(clean(message))} ${clean(todo)}`, status: status ?? exitStatus.failed }
  const system = systemTodo(code)
  return system === undefined
    ? {
        text: `${verb}: failed: ${ended(clean(message))} This is a fault of weaklayer; please report it. ${stackHint}`,
        status: 1,
      }
    : { text: `${verb}: ${ended(clean(message))} ${system}`, status: 1 }
}

const stackHint = 'With WEAKLAYER_DEBUG=1 it says where it happened.'

/** Help and version are no errors; everything else that commander says is a wrong call. */
function reportCallError(error: CommanderError, verb: string): ErrorReport {
  if (error.exitCode === 0) return { text: '', status: exitStatus.ok }
  if (error.code === 'commander.help') return { text: '', status: exitStatus.calledWrongly }
  const [what = '', ...rest] = error.message.replace(/^error: /, '').split('\n')
  const nearest = /\(Did you mean (.*)\?\)/.exec(rest.join(' '))?.[1]
  const todo = `\`${verb} --help\` shows what it takes.`
  const hint = nearest === undefined ? todo : `Did you mean \`${clean(nearest)}\`? ${todo}`
  return { text: `${verb}: ${ended(clean(what))} ${hint}`, status: exitStatus.calledWrongly }
}

interface ErrorParts {
  message: string
  code?: string
  todo?: string
  status?: ExitStatus
}

function partsOf(error: unknown): ErrorParts {
  return error instanceof Error ? (error as Error & ErrorParts) : { message: String(error) }
}

function systemTodo(code: string | undefined): string | undefined {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'Run the command as a user who may read it, or change its permissions.'
    case 'EMFILE':
    case 'ENFILE':
      return 'Raise the limit of open files (`ulimit -n`).'
    case 'ENOSPC':
      return 'Free space on the disk.'
    case 'EIO':
      return 'Check the disk: it cannot be read.'
    default:
      return undefined
  }
}

function clean(text: string): string {
  return plainText(text, 2000).replaceAll('\\\\', '\\')
}

function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
}
