import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Bundles an entry file (a path below the extension's folder) into a classic script; `constants` are names with their values. */
export async function bundle(entry: string, constants: Record<string, unknown> = {}): Promise<Uint8Array> {
  const result = await build({
    entryPoints: [entry],
    // Paths in the output are relative to this, so that every checkout gives the same bytes.
    absWorkingDir: root,
    outfile: 'out.js',
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome120', 'firefox140'],
    charset: 'utf8',
    legalComments: 'eof',
    logLevel: 'silent',
    define: Object.fromEntries(
      Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)]),
    ),
  })
  const [output] = result.outputFiles
  if (!output) throw new Error(`esbuild gave nothing for ${entry}`)
  return output.contents
}
