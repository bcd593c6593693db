import type { Command } from 'commander'
import type { ExitStatus } from './cli-error.ts'

/** Carries out a verb with its arguments and options. */
export type Act<Options> = (options: Options, argument: string | undefined) => Promise<ExitStatus>

/** Makes an action that leaves the exit status of a verb on its command, where `main` finds it. */
export function acting<Options>(command: Command, act: Act<Options>): Command {
  return command.action(async (...given: unknown[]) => {
    // commander passes the arguments, then the options, then the command.
    const argument = given.length > 2 ? (given[0] as string | undefined) : undefined
    process.exitCode = await act(command.opts() as Options, argument)
  })
}

/** Adds what every help ends with: how to call it. */
export function withExamples(command: Command, examples: Record<string, string>): Command {
  const lines = Object.entries(examples).map(([call, what]) => `  ${what}:\n    ${call}`)
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`)
}
