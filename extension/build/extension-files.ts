import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildError } from './build-error.ts'
import { type Bundle, bundle } from './bundle.ts'
import { type BundledPackage, bundledPackages } from './bundled-packages.ts'
import { bundleContentScript } from './content-script.ts'
import { type Browser, deriveManifest, type Manifest } from './derive-manifest.ts'

export interface FileOptions {
  browser: Browser
  developmentPolicy?: object | undefined
  key?: string | undefined
  version?: string | undefined
  updateUrl?: string | undefined
}

export interface ExtensionFiles {
  /** Path below the extension's folder, and contents. */
  files: Map<string, Uint8Array>
  /** Packages that are not of this project and whose code is in the scripts. */
  bundledPackages: BundledPackage[]
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
  const worker = await bundle('src/worker/entry.ts', constants)
  const pages = await pageFiles()
  const files = new Map<string, Uint8Array>([
    ['manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)],
    ['LICENSE', read('../../LICENSE')],
    ['content.js', content.code],
    ['worker.js', worker.code],
    ...pages.files,
    ...Object.values(manifest.icons).map(icon => [icon, read(`../${icon}`)] as const),
  ])
  if (manifest.storage) files.set(manifest.storage.managed_schema, managedSchema())
  const sources = [content, worker, ...pages.bundles].flatMap(each => each.sources)
  return { files, bundledPackages: bundledPackages(sources), contentGzipBytes: content.gzipBytes }
}

const copiedKinds = /\.(html|css|svg|png)$/

/** Each `x.html` has its script in `x.ts`. */
async function pageFiles(): Promise<{ files: [string, Uint8Array][]; bundles: Bundle[] }> {
  const copied = readdirSync(pathOf('../src/pages')).filter(name => copiedKinds.test(name))
  const scripts = copied.filter(name => name.endsWith('.html')).map(name => name.replace(/\.html$/, ''))
  const bundles = await Promise.all(scripts.map(name => bundle(`src/pages/${name}.ts`)))
  const files = [
    ...copied.map((name): [string, Uint8Array] => [`pages/${name}`, read(`../src/pages/${name}`)]),
    ...bundles.map(({ code }, index): [string, Uint8Array] => [`pages/${scripts[index]}.js`, code]),
  ]
  return { files, bundles }
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
