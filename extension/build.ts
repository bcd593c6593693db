import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { BuildError } from './build/build-error.ts'
import { contentLimitBytes } from './build/content-script.ts'
import type { Browser } from './build/derive-manifest.ts'
import { extensionFiles } from './build/extension-files.ts'

export type { BundledPackage } from './build/bundled-packages.ts'
export { bundleContentScript, type ContentScript } from './build/content-script.ts'

export { type ExtensionFiles, extensionFiles, type FileOptions } from './build/extension-files.ts'

export interface BuildOptions {
  browser: Browser
  /** Emptied first. */
  outDirectory: string
  /** Policy of a sensor that has none: makes it a development build. A release build has none. */
  developmentPolicy?: object
  /** Public key for the manifest: gives an unpacked extension a fixed id in Chromium. */
  key?: string
  /** @default the version in manifest.json */
  version?: string
}

export interface BuiltExtension {
  /** Can be loaded unpacked. */
  directory: string
  contentGzipBytes: number
}

/** Builds the sensor for one browser. Throws an error with code and todo. */
export async function buildExtension(options: BuildOptions): Promise<BuiltExtension> {
  const { outDirectory: directory, ...what } = options
  const { files, contentGzipBytes } = await extensionFiles(what)
  write(files, directory)
  return { directory, contentGzipBytes }
}

function write(files: Map<string, Uint8Array>, directory: string): void {
  rmSync(directory, { recursive: true, force: true })
  for (const [name, contents] of files) {
    const path = join(directory, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, contents)
  }
}

async function buildAll(): Promise<void> {
  for (const browser of ['chromium', 'firefox'] as const) {
    const { files } = await extensionFiles({ browser })
    const directory = fileURLToPath(new URL(`dist/${browser}`, import.meta.url))
    write(files, directory)
    console.log(`${browser}: ${directory}`)
    for (const [name, contents] of files)
      if (name.endsWith('.js')) console.log(`  ${sizeLine(name, contents)}`)
  }
}

function sizeLine(name: string, contents: Uint8Array): string {
  const gzipBytes = gzipSync(contents, { level: 9 }).byteLength
  const limit = name === 'content.js' ? ` (at most ${contentLimitBytes})` : ''
  return `${name}: ${contents.byteLength} bytes, ${gzipBytes} after gzip${limit}`
}

if (import.meta.main) {
  buildAll().catch((error: BuildError) => {
    console.error([`build failed: ${error.message}`, error.todo].filter(Boolean).join('; '))
    process.exitCode = 1
  })
}
