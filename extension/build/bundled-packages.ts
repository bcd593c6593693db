import { readFileSync } from 'node:fs'

/** A package of others whose code is in a bundle. */
export interface BundledPackage {
  name: string
  version: string
  /** SPDX expression. */
  license: string
  /** What the package calls itself; may be absent. */
  description?: string
}

const packagePath = /^(.*\bnode_modules\/(?:@[^/]+\/)?[^/]+)\//

/** The packages of others that these files (paths from the extension's folder) belong to, sorted by name. */
export function bundledPackages(sources: readonly string[]): BundledPackage[] {
  const folders = new Set(sources.flatMap(source => packagePath.exec(source)?.[1] ?? []))
  const found = [...folders].map(readPackage)
  return found.sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1))
}

const nameOf = ({ name, version }: BundledPackage) => `${name}@${version}`

function readPackage(folder: string): BundledPackage {
  const path = new URL(`../${folder}/package.json`, import.meta.url)
  const { name, version, license, description } = JSON.parse(readFileSync(path, 'utf8')) as BundledPackage
  return { name, version, license, ...(description && { description }) }
}
