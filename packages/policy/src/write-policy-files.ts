import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PolicyFile, PolicyModel } from './model/policy-model.ts'
import { overview, overviewTitle } from './overview.ts'
import { targetReadme } from './targets/readme.ts'
import type { Target } from './targets/target.ts'

/** A file that was written. */
export interface WrittenFile {
  target: string
  path: string
  secret: boolean
  proof: Target['proof']
}

/**
 * Whether policy files may be written into a folder: it is new, empty, or an earlier call made it.
 * A folder with anything else stays as it is.
 */
export async function isPolicyFolder(directory: string): Promise<boolean> {
  const names = await namesIn(directory)
  if (names.length === 0) return true
  if (!names.includes('README.md')) return false
  return (await readFile(join(directory, 'README.md'), 'utf8')).startsWith(overviewTitle)
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

export interface WriteOptions {
  directory: string
  model: PolicyModel
  targets: readonly Target[]
}

/** Writes a folder for each target; what an earlier call left in these folders is gone. Secrets get mode 0600. */
export async function writePolicyFiles({ directory, model, targets }: WriteOptions): Promise<WrittenFile[]> {
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, 'README.md'), overview(model, targets))
  const written: WrittenFile[] = []
  for (const target of targets) {
    const folder = join(directory, target.name)
    await rm(folder, { recursive: true, force: true })
    for (const file of [targetReadme(target, model), ...target.files(model)]) {
      const path = join(folder, file.path)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await writeFile(path, bytesOf(file), { mode: modeOf(file), flag: 'wx' })
      written.push({ target: target.name, path, secret: file.secret, proof: target.proof })
    }
  }
  return written
}

function modeOf({ path, secret }: PolicyFile): number {
  if (secret) return 0o600
  return path.endsWith('.sh') ? 0o755 : 0o644
}

/** The bytes of a file as its readers expect them. */
export function bytesOf({ text, encoding }: PolicyFile): Buffer {
  return encoding === 'utf16le' ? Buffer.from(`\ufeff${text}`, 'utf16le') : Buffer.from(text, 'utf8')
}
