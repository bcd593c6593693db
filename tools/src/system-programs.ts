import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runCommand } from './run-command.ts'

/** Debian's packages of programs that are not named after them. */
const packages: Record<string, string> = {
  'systemd-analyze': 'systemd',
  hivexregedit: 'libwin-hivex-perl',
  // Brings nginx along, and its module for TCP.
  nginx: 'libnginx-mod-stream',
}

/** Installs programs that tests need from Debian's packages; throws where that is not possible. */
export async function ensureSystemPrograms(names: string[]): Promise<void> {
  const missing = names.filter(name => !isOnPath(name))
  if (missing.length === 0) return
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !isOnPath('apt-get')) {
    throw new Error(
      `Tests need ${missing.join(', ')}, which are not installed. Install them and run the tests again.`,
    )
  }
  console.log(`Installing ${missing.join(', ')} …`)
  // Packages of servers start them, unless the system says that it is only being repaired.
  const quiet = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  await runCommand('apt-get', ['update', '-qq'])
  await runCommand('apt-get', ['install', '-y', '-qq', ...missing.map(name => packages[name] ?? name)], quiet)
  const still = missing.filter(name => !isOnPath(name))
  if (still.length > 0)
    throw new Error(`apt-get could not install ${still.join(', ')}. Install them by hand.`)
}

function isOnPath(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some(directory => {
    try {
      accessSync(join(directory, name), constants.X_OK)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error
      return false
    }
  })
}
