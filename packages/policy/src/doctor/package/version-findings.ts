import { compareVersions } from '../../package/version.ts'
import { type Finding, finding } from '../finding.ts'

export interface Versions {
  subject: string
  /** What the package's own manifest says. */
  actual: string
  /** What the update manifest says; absent where there is none. */
  declared?: string
  /** What the administrator expects, from ids.json or the command line. */
  expected?: string
}

/** A version that is older than it should be, or another than was declared. */
export function versionFindings({ subject, actual, declared, expected }: Versions): Finding[] {
  const declaredFault = declared === undefined ? 0 : compareVersions(actual, declared)
  const older = `the package is version ${actual}`
  return [
    ...(declaredFault < 0
      ? [finding('PACKAGE_OLD', { subject, found: `${older}, the update manifest says ${declared}` })]
      : []),
    ...(declaredFault > 0
      ? [
          finding('PACKAGE_VERSION_WRONG', {
            subject,
            found: `${older}, the update manifest says ${declared}`,
          }),
        ]
      : []),
    ...(expected !== undefined && compareVersions(actual, expected) < 0
      ? [finding('PACKAGE_OLD', { subject, found: `${older}, expected was ${expected}` })]
      : []),
  ]
}
