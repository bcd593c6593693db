import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const project = fileURLToPath(new URL('../..', import.meta.url))
const output = fileURLToPath(new URL('dist', import.meta.url))

/** What starts as a program or thread of its own, beside the command. */
const entryPoints = {
  main: 'packages/cli/src/main.ts',
  'chunk-worker': 'packages/review/src/verify/chunk-worker.ts',
  'redo-thread': 'packages/gateway/src/redo/redo-thread.ts',
  'sql-process': 'packages/review/src/sql/sql-process.ts',
}

/** Native programs, and what reads files of its own beside its code. */
const external = ['@duckdb/node-bindings', '@weaklayer/extension']

/** Packages in CommonJS ask for Node's own modules by this name. */
const requireForCommonJs =
  "import { createRequire as requireOfBundle } from 'node:module'; const require = requireOfBundle(import.meta.url);"

/**
 * Bundles the command into `dist`: it starts in half the time and takes a fifth less memory than from its sources.
 * `bin/weaklayer.js` uses the bundle while no source is newer than it.
 */
async function buildCommand(): Promise<void> {
  const at = Date.now()
  rmSync(output, { recursive: true, force: true })
  const { metafile } = await build({
    absWorkingDir: project,
    entryPoints,
    outdir: output,
    external,
    metafile: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    banner: { js: requireForCommonJs },
    // The text of the program stays in memory: half as much without comments, of which one letter that is not ASCII doubles it.
    minifyWhitespace: true,
    lineLimit: 160,
    legalComments: 'external',
    logLevel: 'warning',
  })
  const sources = Object.keys(metafile.inputs).filter(path => !path.startsWith('node_modules/'))
  mkdirSync(output, { recursive: true })
  writeFileSync(
    join(output, 'sources.json'),
    JSON.stringify({ at, sources: [...sources, 'package-lock.json'] }),
  )
  console.log(`command: ${relative(process.cwd(), output)}, of ${sources.length} source files`)
}

await buildCommand()
