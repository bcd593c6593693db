import type { Packages, Publication } from '@weaklayer/policy'
import { plainText } from '@weaklayer/review/plain-text'
import type { PackageOptions } from './package-options.ts'

export interface PackageOutcome extends Packages {
  publication: Publication | undefined
}

/** What `weaklayer package` prints: plain words, or one JSON object. */
export function packageReport(outcome: PackageOutcome, options: PackageOptions): string {
  return options.json === true ? jsonReport(outcome, options) : textReport(outcome, options)
}

function jsonReport({ ids, files, notes, publication }: PackageOutcome, { out }: PackageOptions): string {
  const sizes = [...files].map(([name, bytes]) => ({ name, bytes: bytes.length }))
  return JSON.stringify({ ...ids, out, files: sizes, notes, ...(publication && { publication }) })
}

function textReport({ ids, files, notes, publication }: PackageOutcome, options: PackageOptions): string {
  const width = Math.max(...[...files.keys()].map(name => name.length))
  const lines = [...files].map(([name, bytes]) => `  ${name.padEnd(width)}  ${bytes.length} bytes`)
  return [
    `Weaklayer ${ids.version} is in ${plainText(options.out, 500)}:`,
    ...lines,
    `Id in Chrome, Edge and Chromium: ${ids.chromium ?? 'none'}; in Firefox: ${ids.firefox}.`,
    ...(publication ? [publicationLine(publication, options)] : []),
    ...notes.map(note => plainText(note, 500)),
  ].join('\n')
}

function publicationLine(publication: Publication, { publish = '', ring }: PackageOptions): string {
  const place = plainText(ring === undefined ? publish : `${publish}, ring ${ring}`, 500)
  if (publication.status === 'unchanged')
    return `Version ${publication.version} was published already in ${place}.`
  const { version, before, removed } = publication
  const instead = before === undefined || before === version ? '' : ` in place of ${before}`
  const gone = removed.length === 0 ? '' : ` Removed: ${removed.join(', ')}.`
  return `Published ${version}${instead} in ${place}.${gone}`
}
