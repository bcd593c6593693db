import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'

/** What the first stage of a Containerfile makes, in a folder: what it copies of the project, and what it then runs. */
export async function buildFirstStage(containerfile: string, folder: string): Promise<void> {
  const [stage = ''] = readFileSync(containerfile, 'utf8')
    .split(/^FROM /m)
    .slice(1)
  for (const [instruction, rest] of instructionsOf(stage)) {
    if (instruction === 'COPY') copy(rest.split(/\s+/), folder)
    if (instruction === 'RUN') await promisify(execFile)('sh', ['-ec', rest], { cwd: folder })
  }
}

function instructionsOf(stage: string): [string, string][] {
  return [...stage.matchAll(/^(COPY|RUN) (.+)$/gm)].map(([, name = '', rest = '']) => [name, rest])
}

function copy(paths: string[], folder: string): void {
  const target = join(folder, paths.at(-1) ?? '')
  const sources = paths.slice(0, -1)
  for (const source of sources) {
    const to = paths.at(-1)?.endsWith('/') ? join(target, basename(source)) : target
    mkdirSync(join(to, '..'), { recursive: true })
    cpSync(source, to, { recursive: true, filter: path => !path.includes('node_modules') })
  }
}
