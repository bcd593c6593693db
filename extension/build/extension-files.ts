import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildError } from './build-error.ts'
import { bundle } from './bundle.ts'
import { bundleContentScript } from './content-script.ts'
import { type Browser, deriveManifest, type Manifest } from './derive-manifest.ts'

export interface FileOptions {
  browser: Browser
  developmentPolicy?: object | undefined
  key?: string | undefined
  version?: string | undefined
}

export interface ExtensionFiles {
  /** Path below the extension's folder, and contents. */
  files: Map<string, Uint8Array>
  contentGzipBytes: number
}

/** Everything that the sensor consists of in one browser; the same sources give the same bytes. */
export async function extensionFiles({
  browser,
  developmentPolicy,
  ...changes
}: FileOptions): Promise<ExtensionFiles> {
  const source = JSON.parse(read('../../manifest.json').toString()) as Manifest
  const manifest = deriveManifest(source, browser, changes)
  const constants = { VERSION: manifest.version, DEVELOPMENT_POLICY: developmentPolicy ?? null }
  const content = await bundleContentScript()
  const files = new Map<string, Uint8Array>([
    ['manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)],
    ['LICENSE', read('../../LICENSE')],
    ['content.js', content.code],
    ['worker.js', await bundle('src/worker/entry.ts', constants)],
    ...(await pages()),
    ...Object.values(manifest.icons).map(icon => [icon, read(`../${icon}`)] as const),
  ])
  if (manifest.storage) files.set(manifest.storage.managed_schema, managedSchema())
  return { files, contentGzipBytes: content.gzipBytes }
}

const copiedKinds = /\.(html|css|svg|png)$/

/** Each `x.html` has its script in `x.ts`. */
async function pages(): Promise<[string, Uint8Array][]> {
  const copied = readdirSync(pathOf('../src/pages')).filter(name => copiedKinds.test(name))
  const scripts = copied.filter(name => name.endsWith('.html')).map(name => name.replace(/\.html$/, ''))
  const bundled = scripts.map(
    async name => [`pages/${name}.js`, await bundle(`src/pages/${name}.ts`)] as [string, Uint8Array],
  )
  return [
    ...copied.map((name): [string, Uint8Array] => [`pages/${name}`, read(`../src/pages/${name}`)]),
    ...(await Promise.all(bundled)),
  ]
}

function managedSchema(): Uint8Array {
  try {
    return read('../../packages/wire/schemas/managed-schema.json')
  } catch (cause) {
    const missing = 'The schema of the managed storage is not there'
    throw Object.assign(buildError('MANAGED_SCHEMA_MISSING', missing, 'run npm run generate'), { cause })
  }
}

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const read = (relative: string) => readFileSync(pathOf(relative))
