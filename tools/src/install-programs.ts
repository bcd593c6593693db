import { ensureSystemPrograms } from './system-programs.ts'

/** Installs the programs that are named on the command line, where they are missing. */
try {
  await ensureSystemPrograms(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
