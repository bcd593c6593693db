import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import manifest from '../../package.json' with { type: 'json' }
import { exitStatus, failure } from '../cli-error.ts'
import { createPrinter } from '../printer.ts'
import { acting, withExamples } from '../verb.ts'

/** The package's own copy, or the project's, from the sources and from the bundle. */
const places = ['../', '../../', '../../../', '../../../../'].map(
  up => new URL(`${up}LICENSE`, import.meta.url),
)

export function addLicense(program: Command): void {
  const command = program
    .command('license')
    .description('Print the licence of this program.')
    .option('--json', 'Print one JSON object.')
  withExamples(command, { 'weaklayer license': 'Read the licence' })
  acting<{ json?: boolean }>(command, async ({ json }) => {
    const { version, license } = manifest
    const text = await licenseText()
    createPrinter().line(
      json === true
        ? JSON.stringify({ product: 'Weaklayer', version, license, text })
        : `Weaklayer ${version}, licensed under ${license}\n\n${text.trimEnd()}`,
    )
    return exitStatus.ok
  })
}

async function licenseText(): Promise<string> {
  for (const place of places) {
    const text = await readFile(place, 'utf8').catch(() => undefined)
    if (text !== undefined) return text
  }
  throw failure('LICENSE_MISSING', 'the file LICENSE is missing from the installation', 'Install it again.')
}
