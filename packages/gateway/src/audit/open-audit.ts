import { resolve } from 'node:path'
import type { GatewayConfig } from '@weaklayer/wire'
import type { Logger } from 'pino'
import { type Clock, systemClock } from '../clock.ts'
import { createQuietLog } from '../log/quiet-log.ts'
import { type DirectoryLock, lockDirectory } from '../outputs/directory-lock.ts'
import { makeDirectory } from '../outputs/sync-directory.ts'
import { type StartError, startError, systemCode } from '../start-error.ts'
import type { WorkerPlace } from '../workers/worker-place.ts'
import { type Audit, noAudit } from './audit.ts'
import { auditDirectory } from './audit-directory.ts'
import { openAuditFiles } from './audit-files.ts'
import { type AuditWriter, createAuditWriter } from './audit-writer.ts'
import { type AuditEnd, readAuditEnd } from './read-audit-end.ts'
import { createRefusalSummary } from './refusal-summary.ts'

interface AuditSurroundings {
  /** @default the system's */
  clock?: Clock
  log: Logger
  /** What a relative directory starts from. */
  baseDirectory: string
  /** Has a chain of its own, in a folder of its own. @default the only process */
  worker?: WorkerPlace | undefined
}

interface Telling {
  clock: Clock
  log: Logger
}

/** How long a request waits for its record at most: a disk that hangs must not keep sensors out. */
const patienceMs = 2000
const anchorMs = 3_600_000

/**
 * Opens the audit log of a gateway, where it is to have one, and goes on with the chain of the runs before. Other programs open
 * one of their own with it, in a directory of their own.
 * @throws StartError AUDIT_DIRECTORY_IN_USE, AUDIT_DIRECTORY_UNUSABLE
 */
export async function openAudit(
  config: Pick<GatewayConfig, 'audit' | 'outputs'>,
  surroundings: AuditSurroundings,
): Promise<Audit> {
  if (!config.audit.enabled) return noAudit
  const { baseDirectory, worker } = surroundings
  const own = worker === undefined ? '' : `worker-${worker.number}`
  const directory = resolve(baseDirectory, auditDirectory(config), own)
  const { lock, end } = await takeDirectory(directory)
  const { clock = systemClock(), log } = surroundings
  const { size, age } = config.audit
  const options = { directory, sizeBytes: size, ageMs: age / 1000, clock }
  const writer = createAuditWriter({
    files: await openAuditFiles(options, end),
    head: end.head,
    clock,
    quietLog: createQuietLog(log, clock),
  })
  tellOfEnd(end, writer, log)
  return auditOf(writer, lock, { clock, log })
}

async function takeDirectory(directory: string): Promise<{ lock: DirectoryLock; end: AuditEnd }> {
  let lock: DirectoryLock | undefined
  try {
    await makeDirectory(directory)
    lock = await lockDirectory(directory)
    return { lock, end: await readAuditEnd(directory) }
  } catch (error) {
    await lock?.release()
    if ((error as StartError).code === 'OUTPUT_DIRECTORY_IN_USE')
      throw startError('AUDIT_DIRECTORY_IN_USE', `another gateway keeps its audit log in ${directory}`, error)
    const message = `cannot keep the audit log in ${directory}: ${systemCode(error)}`
    throw startError('AUDIT_DIRECTORY_UNUSABLE', message, error)
  }
}

function tellOfEnd({ repaired, damaged }: AuditEnd, writer: AuditWriter, log: Logger): void {
  if (repaired !== undefined) {
    log.warn({ ...repaired }, 'a torn end of the audit log was cut off')
    void writer.write({ action: 'audit.repaired', outcome: 'done', details: { ...repaired } })
  }
  if (damaged !== undefined) {
    log.error(
      { code: 'AUDIT_DAMAGED', ...damaged },
      'the last line of the audit log is no record; a new chain begins behind it',
    )
    void writer.write({ action: 'audit.damaged', outcome: 'failed', details: { ...damaged } })
  }
}

function auditOf(writer: AuditWriter, lock: DirectoryLock, { clock, log }: Telling): Audit {
  const summary = createRefusalSummary(clock, entry => void writer.write(entry))
  const endAnchors = tellHeads(writer, { clock, log })
  return {
    record: entry => withinPatience(writer.write(entry), clock),
    refused: summary.add,
    head: writer.head,
    counts: writer.counts,
    async close(last) {
      summary.flush()
      if (last !== undefined) void writer.write(last)
      await withinPatience(writer.close(), clock)
      endAnchors()
      await lock.release()
    },
  }
}

/** Says the end of the chain now and then: whoever keeps the log elsewhere can show later that nothing was cut off. */
function tellHeads(writer: AuditWriter, { clock, log }: Telling): () => void {
  let told = writer.head().hash
  const tell = () => {
    const { seq, hash } = writer.head()
    if (hash !== told) log.info({ code: 'AUDIT_HEAD', seq, hash }, 'the end of the audit log')
    told = hash
  }
  let cancel: () => void
  const schedule = () => {
    cancel = clock.after(anchorMs, () => {
      tell()
      schedule()
    })
  }
  schedule()
  return () => {
    cancel()
    tell()
  }
}

async function withinPatience(work: Promise<void>, clock: Clock): Promise<void> {
  const { promise, resolve: giveUp } = Promise.withResolvers<void>()
  const cancel = clock.after(patienceMs, giveUp)
  await Promise.race([work, promise])
  cancel()
}
