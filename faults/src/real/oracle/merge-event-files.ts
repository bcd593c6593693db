import { existsSync, globSync, linkSync, mkdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Brings the event files of several gateways together in one directory, as an analyst's store does. */
export function mergeEventFiles(directories: readonly string[], merged: string): void {
  for (const [index, directory] of directories.entries()) {
    if (!existsSync(directory)) continue
    for (const file of globSync(['**/*.ndjson', '**/.*.ndjson'], { cwd: directory })) {
      const name = basename(file).replace(/\.ndjson$/, `.gateway-${index}.ndjson`)
      const folder = join(merged, dirname(file))
      mkdirSync(folder, { recursive: true })
      linkSync(join(directory, file), join(folder, name))
    }
  }
}
