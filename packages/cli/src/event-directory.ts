import { stat } from 'node:fs/promises'
import { wrongCall } from './cli-error.ts'

/** Where event files are when no directory is named: what `npm start` makes, then the one of the example configuration. */
const usualDirectories = ['.weaklayer/events', 'events']

/** The directory of event files that a command reads; `mayAppear` accepts one that does not exist yet. */
export async function eventDirectory(
  given: string | undefined,
  options: { mayAppear: boolean },
): Promise<string> {
  if (given !== undefined) {
    const found = await kindOf(given)
    if (found === 'directory' || (found === 'nothing' && options.mayAppear)) return given
    const why = found === 'nothing' ? 'it does not exist' : 'it is a file'
    throw wrongCall(
      `cannot read event files in ${given}: ${why}`,
      "Name the directory of the gateway's filesystem output.",
    )
  }
  for (const directory of usualDirectories) if ((await kindOf(directory)) === 'directory') return directory
  throw wrongCall(
    `no directory is named, and neither ${usualDirectories.join(' nor ')} exists here`,
    "Name the directory of the gateway's filesystem output.",
  )
}

/** What is at a path. */
export async function kindOf(path: string): Promise<'directory' | 'file' | 'nothing'> {
  try {
    return (await stat(path)).isDirectory() ? 'directory' : 'file'
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'nothing'
    throw error
  }
}
