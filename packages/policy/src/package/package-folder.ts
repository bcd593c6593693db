import { chmod, mkdir, readdir, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Packages } from './make-packages.ts'

const packageName = /^weaklayer-(\d+(?:\.\d+){0,3})\.(?:crx|xpi)$/
const otherName =
  /^(?:weaklayer-[\d.]+(?:-store\.zip|\.cdx\.json)|ids\.json|SHA256SUMS|update\.xml|updates\.json)$/

/** Whether a CRX or XPI of ours may have this name. */
export function isPackageName(name: string): boolean {
  return packageName.test(name)
}

/** Writes packages to a folder and removes what an earlier call left there; other files stay. */
export async function writePackages({ files }: Packages, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  for (const name of await readdir(directory))
    if (isPackageName(name) || otherName.test(name)) await unlink(join(directory, name))
  for (const [name, bytes] of files) {
    const path = join(directory, name)
    await writeFile(path, bytes)
    await chmod(path, 0o644)
  }
}
