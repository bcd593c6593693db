import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

export interface Bundle {
  code: Uint8Array
  /** Files whose code is in it, as paths from the extension's folder, sorted. */
  sources: string[]
}

/** Bundles an entry file (a path below the extension's folder) into a classic script; `constants` are names with their values. */
export async function bundle(entry: string, constants: Record<string, unknown> = {}): Promise<Bundle> {
  const result = await build({
    entryPoints: [entry],
    // Paths in the output are relative to this, so that every checkout gives the same bytes.
    absWorkingDir: root,
    outfile: 'out.js',
    write: false,
    metafile: true,
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
  const inputs = Object.values(result.metafile.outputs).flatMap(each => Object.entries(each.inputs))
  const sources = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path)
  return { code: output.contents, sources: sources.sort() }
}
