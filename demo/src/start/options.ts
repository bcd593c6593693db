import { parseArgs } from 'node:util'
import { nearestOf } from '@weaklayer/wire'
import { failure } from '../failure.ts'

export interface StartOptions {
  help: boolean
  once: boolean
  headless: boolean
  /** Where secrets, profile and events lie; undefined for the usual place. */
  directory: string | undefined
}

export const helpText = `npm start — Weaklayer on this machine: a gateway, a browser with the sensor, a demo site, live events

  npm start                        visible browser where there is a display; Ctrl+C ends everything
  npm start -- --once              walks the demo site without a window, checks what was stored, ends

Options (after --):
  --once             walk, check, end with status 0 when every event is stored exactly once
  --headless         no window even where there is a display; the site is walked once
  --directory DIR    keep secrets, browser profile and events in DIR  [.weaklayer]
  --help             this text

Environment:
  WEAKLAYER_CHROMIUM   the browser's program, instead of the one that is found or installed
`

const known = {
  help: { type: 'boolean', short: 'h', default: false },
  once: { type: 'boolean', default: false },
  headless: { type: 'boolean', default: false },
  directory: { type: 'string' },
} as const

/** Reads the command line. @throws OPTION_UNKNOWN, OPTION_INCOMPLETE */
export function readOptions(args: string[]): StartOptions {
  const { values, tokens } = parseArgs({ args, options: known, strict: false, tokens: true })
  for (const token of tokens) {
    if (token.kind === 'positional') throw unknown(token.value)
    if (token.kind === 'option' && !Object.hasOwn(known, token.name)) throw unknown(token.rawName)
    if (token.kind === 'option' && token.name !== 'directory' && token.value !== undefined) {
      throw incomplete(`${token.rawName} takes no value.`)
    }
  }
  const { directory } = values
  if (directory === true || directory === '') throw incomplete('--directory needs the path of a directory.')
  return {
    help: values.help === true,
    once: values.once === true,
    headless: values.headless === true,
    directory: typeof directory === 'string' ? directory : undefined,
  }
}

function unknown(word: string): Error {
  const nearest = nearestOf(word.replace(/^-+/, ''), Object.keys(known))
  return failure({
    code: 'OPTION_UNKNOWN',
    message: `There is no option ${word}.`,
    todo: nearest === undefined ? 'See npm start -- --help.' : `Did you mean --${nearest}?`,
  })
}

function incomplete(message: string): Error {
  return failure({ code: 'OPTION_INCOMPLETE', message, todo: 'See npm start -- --help.' })
}
