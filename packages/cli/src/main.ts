import type { Command } from 'commander'
import { endWhenNobodyReads } from './printer.ts'
import { createProgram } from './program.ts'
import { reportError } from './report-error.ts'

/** Runs the command line; leaves the exit status in `process.exitCode`. */
export async function main(args: readonly string[]): Promise<void> {
  // The gateway's stdout output decides itself what a closed pipe means: to it, events are lost there.
  if (args[0] !== 'server') endWhenNobodyReads()
  const program = await createProgram(args[0])
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    const { text, status } = reportError(error, calledVerb(program, args))
    if (text !== '') process.stderr.write(`${text}\n`)
    if (process.env.WEAKLAYER_DEBUG === '1' && error instanceof Error)
      process.stderr.write(`${error.stack}\n`)
    process.exitCode = status
  }
}

/** `weaklayer config check`, as far as the words name verbs. */
function calledVerb(program: Command, args: readonly string[]): string {
  let command = program
  let name = program.name()
  for (const word of args) {
    const next = command.commands.find(each => each.name() === word)
    if (next === undefined) break
    command = next
    name += ` ${word}`
  }
  return name
}
