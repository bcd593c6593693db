import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { zipSync } from 'fflate'

/** Packs an unpacked extension into an unsigned XPI. */
export function writeXpi(directory: string, file: string): void {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
  const files = entries.map(path => [relative(directory, path), readFileSync(path)] as const)
  writeFileSync(file, zipSync(Object.fromEntries(files)))
}
