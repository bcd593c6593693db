import { resolve } from 'node:path'
import { failure, failureLine, isFailure } from './failure.ts'
import { explainedByDisk } from './start/disk-space.ts'
import { hasDisplay } from './start/display.ts'
import { createEnding } from './start/ending.ts'
import { openHome } from './start/home.ts'
import { createInterruptions } from './start/interruption.ts'
import { helpText, readOptions, type StartOptions } from './start/options.ts'
import { createPrinter, shownPath } from './start/printer.ts'
import { type DemoRun, runLive, runOnce } from './start/run-demo.ts'

const usualDirectory = resolve(import.meta.dirname, '../../.weaklayer')
const printer = createPrinter(process.stdout, process.stderr)

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  try {
    const options = readOptions(args)
    if (!options.help) return await start(options)
    printer.line(helpText)
    return 0
  } catch (error) {
    printer.problem(`npm start: ${failureLine(error)}`)
    return isFailure(error) && error.code.startsWith('OPTION_') ? 2 : 1
  }
}

async function start(options: StartOptions): Promise<number> {
  const once = options.once || !process.stdout.isTTY
  const ending = createEnding()
  const interruptions = createInterruptions({
    onSecond: () => void ending.kill().finally(() => process.exit(130)),
  })
  printer.line(once ? 'Weaklayer walks its demo site:' : 'Weaklayer on this machine:')
  const home = await openHome(directoryOf(options))
  printer.fact('directory', `${shownPath(home.directory)}${home.isNew ? ' (new, with fresh secrets)' : ''}`)
  const headless = once || options.headless || !hasDisplay(process.platform, process.env)
  const colour = process.stdout.isTTY && process.stdout.hasColors()
  const run: DemoRun = { home, headless, colour, printer, ending, interruptions }
  try {
    return await (once ? runOnce(run) : runLive(run))
  } catch (error) {
    const why = interruptions.signal.reason ?? error
    return statusOf(
      why instanceof Error ? await explainedByDisk(why, [home.directory, home.eventsDirectory]) : why,
      once,
    )
  } finally {
    if (!once) printer.line('Ending …')
    await ending.close()
  }
}

/** npm changes to the root of the project; INIT_CWD is where the user is. */
function directoryOf({ directory }: StartOptions): string {
  if (directory === undefined) return usualDirectory
  return resolve(process.env.INIT_CWD ?? process.cwd(), directory)
}

/** A live view ends well when the user ends it; a walk that was cut short has proven nothing. */
function statusOf(why: unknown, once: boolean): number {
  if (why === 'signal') return once ? 130 : 0
  if (why !== 'browser closed') throw why
  if (!once) return 0
  throw failure({
    code: 'BROWSER_CLOSED',
    message: 'The browser ended in the middle of the walk.',
    todo: 'Start again; what it recorded stays in its profile and is delivered then.',
  })
}
