import type { RevocationSubject } from '@weaklayer/gateway'
import { plainText } from '@weaklayer/review/plain-text'
import type { Revocation } from '@weaklayer/wire'

/** What becomes of a list of revocations. */
export type Revision =
  | { kind: 'add'; entry: Revocation }
  | { kind: 'remove'; subject: RevocationSubject }
  | { kind: 'list' }

/** How a call says what it did. */
export interface RevisionReport {
  json: boolean
}

/** `sensor 2f0c…, tokens issued before 2026-05-01T12:00:00.000Z: laptop lost`. */
export function describeEntry({ sensor, group, issuedBefore, note }: Revocation): string {
  const whom =
    sensor !== undefined ? `sensor ${sensor}` : group !== undefined ? `group ${group}` : 'everybody'
  const when =
    issuedBefore === undefined ? '' : `, tokens issued before ${new Date(issuedBefore / 1000).toISOString()}`
  return `${whom}${when}${note === undefined ? '' : `: ${plainText(note, 1024)}`}`
}

export function describeSubject(subject: RevocationSubject): string {
  if ('sensor' in subject) return `sensor ${subject.sensor}`
  return 'group' in subject ? `group ${subject.group}` : 'everybody'
}
