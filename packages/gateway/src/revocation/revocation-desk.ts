import type { Revocation } from '@weaklayer/wire'
import { type Clock, nowUs } from '../clock.ts'
import { futureEntry, inFuture } from '../identity/read-revocations.ts'
import type { Revocations } from '../identity/watch-revocations.ts'
import { changeRevocationList, type ListFailure } from './change-revocation-list.ts'
import { isAbout, type ListChange, type RevocationSubject } from './edit-revocation-list.ts'

export type DeskOutcome =
  | { status: 'ok'; changed: number; entries: number }
  | {
      status: 'failed'
      code: ListFailure | 'REVOCATION_INVALID' | 'REVOCATION_FILE_UNSET' | 'REVOCATION_CONFIGURED'
      message: string
    }

/** An entry with the place where it stands. */
type ListedRevocation = Revocation & { from: 'file' | 'configuration' }

/** Revokes for administrators: the list file is changed durably, and counts here at once. */
export interface RevocationDesk {
  file: string | undefined
  list(): ListedRevocation[]
  add(entries: readonly Revocation[], by: Record<string, string>): Promise<DeskOutcome>
  remove(subject: RevocationSubject, by: Record<string, string>): Promise<DeskOutcome>
}

export function createRevocationDesk(revocations: Revocations, clock: Clock): RevocationDesk {
  const { file } = revocations
  const change = async (wanted: ListChange, by: Record<string, string>): Promise<DeskOutcome> => {
    if (file === undefined)
      return failed('REVOCATION_FILE_UNSET', 'this gateway has no list file to write to')
    const { outcome } = await revocations.change(async () => {
      const done = await changeRevocationList(file, wanted, nowUs(clock))
      return { outcome: done, isChanged: done.status === 'ok' || done.code === 'REVOCATION_FILE_UNSYNCED' }
    }, by)
    return outcome
  }
  return {
    file,
    list() {
      const { configured, inFile } = revocations.listed()
      return [
        ...configured.map(entry => ({ ...entry, from: 'configuration' as const })),
        ...inFile.map(entry => ({ ...entry, from: 'file' as const })),
      ]
    },
    async add(entries, by) {
      const future = futureEntry(entries, nowUs(clock))
      if (future >= 0) return failed('REVOCATION_INVALID', `entries.${future}.issuedBefore ${inFuture}`)
      return await change({ add: entries }, by)
    },
    async remove(subject, by) {
      const outcome = await change({ remove: subject }, by)
      const stays = revocations.listed().configured.some(entry => isAbout(entry, subject))
      if (outcome.status !== 'ok' || outcome.changed > 0 || !stays) return outcome
      return failed('REVOCATION_CONFIGURED', 'the entry stands in `sensor.revocation.entries`')
    },
  }
}

function failed(code: Extract<DeskOutcome, { status: 'failed' }>['code'], message: string): DeskOutcome {
  return { status: 'failed', code, message }
}
