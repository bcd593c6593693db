import { readFile } from 'node:fs/promises'
import { systemCode } from '../start-error.ts'
import { editRevocationList, type ListChange } from './edit-revocation-list.ts'
import { lockList } from './lock-list.ts'
import { replaceFile } from './replace-file.ts'

/** What became of a change of the list file. */
export type ListOutcome =
  /** `changed` entries were added or removed, durably; `entries` are there now. */
  | { status: 'ok'; changed: number; entries: number }
  /** Nothing was changed, but for REVOCATION_FILE_UNSYNCED. */
  | { status: 'failed'; code: ListFailure; message: string }

export type ListFailure =
  | 'REVOCATION_LIST_INVALID'
  | 'REVOCATION_FILE_UNREADABLE'
  | 'REVOCATION_FILE_UNWRITABLE'
  | 'REVOCATION_FILE_BUSY'
  | 'REVOCATION_FILE_UNSYNCED'

/** Changes a list file: what people wrote there stays, and gateways that read it see all of the change or nothing. */
export async function changeRevocationList(
  file: string,
  change: ListChange,
  nowUs: number,
): Promise<ListOutcome> {
  let step: ListFailure = 'REVOCATION_FILE_UNREADABLE'
  try {
    await readFile(file, 'utf8')
    step = 'REVOCATION_FILE_UNWRITABLE'
    const lock = await lockList(file)
    if (lock === undefined)
      return failed('REVOCATION_FILE_BUSY', `${file} is being changed by another program`)
    try {
      const edit = editRevocationList(await readFile(file, 'utf8'), change, nowUs)
      if (edit.status === 'invalid') return failed('REVOCATION_LIST_INVALID', `${file}: ${edit.message}`)
      if (edit.changed > 0 && !(await lock.isHeld()))
        return failed('REVOCATION_FILE_BUSY', `${file} was changed by another program`)
      if (edit.changed > 0 && (await replaceFile(file, edit.text)) === 'unsynced')
        return failed('REVOCATION_FILE_UNSYNCED', `${file} was changed, but its folder cannot be synced`)
      return { status: 'ok', changed: edit.changed, entries: edit.entries }
    } finally {
      await lock.release()
    }
  } catch (error) {
    const what = step === 'REVOCATION_FILE_UNREADABLE' ? 'read' : 'written'
    return failed(step, `${file} cannot be ${what}: ${systemCode(error)}`)
  }
}

function failed(code: ListFailure, message: string): ListOutcome {
  return { status: 'failed', code, message }
}
