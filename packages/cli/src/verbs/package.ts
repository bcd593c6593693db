import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Packages, Publication, SigningKey } from '@weaklayer/policy'
import type { Command } from 'commander'
import { type ExitStatus, exitStatus, wrongCall } from '../cli-error.ts'
import { kindOf } from '../event-directory.ts'
import { checkedOptions, type PackageOptions } from '../package-options.ts'
import { packageReport } from '../package-report.ts'
import { createPrinter } from '../printer.ts'
import { acting, withExamples } from '../verb.ts'

export function addPackage(program: Command): void {
  const command = program
    .command('package')
    .summary('Make and publish the packages of the sensor.')
    .description(
      'Make what browsers install the sensor from: CRX, XPI, a zip for stores, with ids, hashes, bill of materials and update manifests. The same sources, key and options give the same bytes.',
    )
    .requiredOption(
      '--out <directory>',
      'Where everything goes; packages of an earlier call in it are removed.',
    )
    .option('--key <file>', 'Your signing key (PEM); without it there is no CRX.')
    .option('--new-key <file>', 'Make a signing key, keep it in this file, and use it. It is secret.')
    .option('--update-url <url>', 'Folder in which browsers will look for updates.')
    .option(
      '--publish <directory>',
      'Put packages and update manifests in the place of those in this directory.',
    )
    .option('--ring <name>', 'Publish for some browsers: in the folder of this name.')
    .option('--version <version>', 'Version of the packages (default: that of the sources)')
    .option('--signed-xpi <file>', 'The same XPI as Mozilla signed it, to take its place.')
    .option('--allow-new-id', 'Publish even though another id is published.')
    .option('--json', 'Print one JSON object.')
  const example = 'weaklayer package --out packages'
  const url = '--update-url https://gateway.example.com/updates'
  withExamples(command, {
    [`${example} --new-key sensor-key.pem ${url}`]: 'Make the first packages and the key',
    [`${example} --key sensor-key.pem ${url} --publish updates`]: 'Give every browser this version',
    [`${example} --key sensor-key.pem ${url}/pilot --publish updates --ring pilot`]: 'Give it to the pilots',
  })
  acting<PackageOptions>(command, runPackage)
}

async function runPackage(given: PackageOptions): Promise<ExitStatus> {
  const options = await checkedOptions(given)
  const { writeKeyFile, writePackages } = await import('@weaklayer/policy')
  const { key, pem, notes } = await keyFor(options)
  const packages = await make(options, key)
  // Only now: a build that fails leaves no key behind.
  if (pem !== undefined && options.newKey !== undefined) await writeKeyFile(options.newKey, pem)
  await writePackages(packages, options.out)
  const publication = await publish(packages, options)
  const report = { ...packages, notes: [...packages.notes, ...notes], publication }
  createPrinter().line(packageReport(report, options))
  return exitStatus.ok
}

interface KeyForPackages {
  key?: SigningKey
  /** Of a new key. */
  pem?: string
  notes: string[]
}

async function keyFor({ key: file, newKey, out, publish }: PackageOptions): Promise<KeyForPackages> {
  const policy = await import('@weaklayer/policy')
  const path = file ?? newKey
  if (path === undefined) return { notes: [] }
  await policy.refuseExposedKey(path, publish === undefined ? [out] : [out, publish])
  if (file !== undefined) {
    const { key, isOpen } = await policy.readKeyFile(file)
    return {
      key,
      notes: isOpen ? [`Other users of this machine may read ${file}: set its mode to 0600.`] : [],
    }
  }
  if ((await kindOf(path)) !== 'nothing') throw policy.keyExists(path)
  const pem = policy.makeSigningKey()
  const kept = `The key in ${path} is the sensor's id: keep it secret, and keep a copy in a safe place.`
  return { key: policy.readSigningKey(pem, path), pem, notes: [kept] }
}

async function make(
  { updateUrl, version, signedXpi }: PackageOptions,
  key: SigningKey | undefined,
): Promise<Packages> {
  const { makePackages } = await import('@weaklayer/policy')
  // Loaded here and not above: the bundler would slow down verbs that do without.
  const { extensionFiles } = await import('@weaklayer/extension/build')
  return makePackages({
    chromium: await extensionFiles({ browser: 'chromium', updateUrl, version }),
    firefox: await extensionFiles({ browser: 'firefox', updateUrl, version }),
    key,
    updateUrl,
    signedXpi: signedXpi === undefined ? undefined : await readSigned(signedXpi),
  })
}

async function readSigned(file: string): Promise<Uint8Array> {
  if ((await kindOf(file)) === 'file') return await readFile(file)
  throw wrongCall(
    `cannot read the signed XPI ${file}: there is no such file`,
    'Name the file that Mozilla gave back.',
  )
}

async function publish(
  packages: Packages,
  { publish: directory, ring, allowNewId = false }: PackageOptions,
): Promise<Publication | undefined> {
  if (directory === undefined) return undefined
  const { publishPackages } = await import('@weaklayer/policy')
  const place = ring === undefined ? directory : join(directory, ring)
  return await publishPackages(packages, { directory: place, allowNewId, nowMs: Date.now() })
}
