import { readFile } from 'node:fs/promises'
import { plainJson, plainText } from '@weaklayer/review/plain-text'
import { type ExitStatus, exitStatus, failure, wrongCall } from '../cli-error.ts'
import { kindOf } from '../event-directory.ts'
import { createPrinter } from '../printer.ts'
import { describeEntry, describeSubject, type Revision, type RevisionReport } from './revision.ts'

const todos = {
  REVOCATION_LIST_INVALID: 'Correct the file by hand; nothing was changed.',
  REVOCATION_FILE_BUSY: 'Try again; nothing was changed.',
  REVOCATION_FILE_UNSYNCED: 'Check the disk: the change counts, but a loss of power may undo it.',
  REVOCATION_FILE_UNREADABLE: 'Run the command as a user who may read the file.',
  REVOCATION_FILE_UNWRITABLE:
    'Run the command as a user who may write the file and its folder; nothing was changed.',
}

/** Changes or shows the list file that gateways read. */
export async function reviseFile(
  file: string,
  revision: Revision,
  { json }: RevisionReport,
): Promise<ExitStatus> {
  if ((await kindOf(file)) !== 'file')
    throw wrongCall(
      `there is no list file ${file}`,
      'Name the file of `sensor.revocation.file`; an empty list is {"entries": []}.',
    )
  if (revision.kind === 'list') return await showFile(file, json)
  // Loaded here and not above: the gateway's packages would slow down every other verb.
  const { changeRevocationList } = await import('@weaklayer/gateway')
  const change = revision.kind === 'add' ? { add: [revision.entry] } : { remove: revision.subject }
  const outcome = await changeRevocationList(file, change, Date.now() * 1000)
  if (outcome.status === 'failed') throw failure(outcome.code, outcome.message, todos[outcome.code])
  const { changed, entries } = outcome
  if (revision.kind === 'remove' && changed === 0)
    throw failure(
      'REVOCATION_UNKNOWN',
      `${file} has no entry about ${describeSubject(revision.subject)}`,
      'See --list.',
    )
  const done = revision.kind === 'add' ? { added: changed, known: 1 - changed } : { removed: changed }
  const printer = createPrinter()
  if (json) printer.line(plainJson({ file, ...done, entries }))
  else printer.line(`${plainText(file, 500)}: ${sentence(revision, changed)}; ${entries} entries now.`)
  return exitStatus.ok
}

function sentence(revision: Exclude<Revision, { kind: 'list' }>, changed: number): string {
  if (revision.kind === 'remove')
    return `${describeSubject(revision.subject)} is let in again by every gateway that reads it`
  const what = describeEntry(revision.entry)
  return changed === 0 ? `${what} was listed already` : `${what} is shut out by every gateway that reads it`
}

async function showFile(file: string, json: boolean): Promise<ExitStatus> {
  const { readRevocations } = await import('@weaklayer/gateway')
  const reading = readRevocations(await readFile(file, 'utf8'), Date.now() * 1000)
  if (reading.status === 'invalid')
    throw failure('REVOCATION_LIST_INVALID', `${file}: ${reading.message}`, 'Correct the file by hand.')
  const printer = createPrinter()
  for (const entry of reading.entries)
    printer.line(json ? plainJson({ file, ...entry }) : describeEntry(entry))
  return exitStatus.ok
}
