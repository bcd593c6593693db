import type { PackageErrorCode } from './package-error.ts'
import { isPackageName } from './package-folder.ts'
import type { Offer } from './update-manifests.ts'
import { compareVersions } from './version.ts'

/** One update manifest, as it is published and as it would be. */
export interface ManifestPair {
  name: 'update.xml' | 'updates.json'
  published: Offer | undefined
  next: Offer | undefined
}

export interface PublishRequest {
  manifests: readonly ManifestPair[]
  /** Whether another id than the published one is wanted. */
  allowNewId: boolean
}

export interface Refusal {
  code: PackageErrorCode
  message: string
}

/** Why these packages may not take the place of the published ones; undefined when they may. */
export function refusalOf({ manifests, allowNewId }: PublishRequest): Refusal | undefined {
  for (const pair of manifests) {
    const refusal = refusalOfOne(pair, allowNewId)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

function refusalOfOne({ name, published, next }: ManifestPair, allowNewId: boolean): Refusal | undefined {
  if (published === undefined) return undefined
  if (next === undefined)
    return { code: 'PUBLISHED_NEEDS_KEY', message: `${name} is published, and these packages have no CRX` }
  if (published.id !== next.id && !allowNewId)
    return {
      code: 'PUBLISHED_OTHER_ID',
      message: `${name} is published for the id ${published.id}, and these packages have ${next.id}: browsers would get no updates any more`,
    }
  const order = compareVersions(next.version, published.version)
  if (order < 0)
    return {
      code: 'PUBLISHED_NEWER',
      message: `version ${published.version} is published, and these packages have the lower ${next.version}`,
    }
  if (order === 0 && next.sha256 !== published.sha256)
    return {
      code: 'PUBLISHED_DIFFERS',
      message: `version ${published.version} is published already, with other content`,
    }
  return undefined
}

export interface Keeping {
  /** Versions that stay: the one that is published now and the one before it. */
  versions: readonly (string | undefined)[]
  nowMs: number
}

export interface FoundFile {
  name: string
  modifiedMs: number
}

/** Long enough for a download that began, and for a manifest that something between keeps. */
const keptMs = 24 * 60 * 60 * 1000

/** Which packages go: those of versions that do not stay, once they are a day old. Nothing else ever goes. */
export function outdatedPackages(found: readonly FoundFile[], { versions, nowMs }: Keeping): string[] {
  const kept = new Set(versions.flatMap(one => [`weaklayer-${one}.crx`, `weaklayer-${one}.xpi`]))
  return found
    .filter(({ name, modifiedMs }) => isPackageName(name) && !kept.has(name) && nowMs - modifiedMs > keptMs)
    .map(({ name }) => name)
}
