import { type AuditEntry, type AuditHead, auditLine, chainAuditEntry } from '@weaklayer/wire'
import { type Clock, nowUs } from '../clock.ts'
import type { QuietLog } from '../log/quiet-log.ts'
import { systemCode } from '../start-error.ts'
import type { AuditCounts } from './audit.ts'
import type { AuditFiles } from './audit-files.ts'
import { createLostRecords } from './lost-records.ts'

interface Waiting {
  entry: AuditEntry
  timeUs: number
  done: () => void
}

export interface AuditWriter {
  /** Resolves once the entry is durable or given up; never rejects. */
  write(entry: AuditEntry): Promise<void>
  head(): AuditHead
  counts(): AuditCounts
  /** Writes what waits and closes the file. */
  close(): Promise<void>
}

export interface AuditWriterOptions {
  files: AuditFiles
  head: AuditHead
  clock: Clock
  quietLog: QuietLog
}

/** Records of one write and one sync: to chain them takes some milliseconds of the event loop. */
const mostAtOnce = 300
const mostWaiting = 10_000
/** A disk that is full is not asked for every record. */
const retryMs = 1000

/** Chains entries and writes them in groups: everything that waits shares one write and one sync. */
export function createAuditWriter(options: AuditWriterOptions): AuditWriter {
  const { files, clock, quietLog } = options
  const waiting: Waiting[] = []
  const lost = createLostRecords()
  const counts = { records: 0, lost: 0 }
  let { head } = options
  let retryAtMs = 0
  let writing: Promise<void> | undefined
  let closed = false

  const lose = ({ entry, timeUs, done }: Waiting) => {
    lost.add(entry.action, timeUs)
    counts.lost++
    done()
  }
  const giveUp = (taken: readonly Waiting[], error: unknown) => {
    for (const one of taken) lose(one)
    retryAtMs = clock.nowMs() + retryMs
    const facts = { reason: systemCode(error), lost: counts.lost }
    quietLog.error('AUDIT_UNAVAILABLE', facts, 'the audit log cannot be written; the gateway goes on without')
  }
  const writeGroup = async (taken: readonly Waiting[]) => {
    const gap = lost.entry()
    const told = gap === undefined ? [] : [{ entry: gap, timeUs: nowUs(clock) }]
    const { lines, last } = chained([...told, ...taken], head)
    try {
      await files.append(Buffer.from(lines.join('')), head.seq + 1)
    } catch (error) {
      giveUp(taken, error)
      return
    }
    head = last
    counts.records += lines.length
    lost.clear()
    for (const { done } of taken) done()
  }
  const writeAll = async () => {
    // What comes in the same turn of the event loop shares the first group.
    await Promise.resolve()
    while (waiting.length > 0) await writeGroup(waiting.splice(0, mostAtOnce))
    writing = undefined
  }
  return {
    write: entry =>
      new Promise(done => {
        const one = { entry, timeUs: nowUs(clock), done }
        if (closed || waiting.length >= mostWaiting || clock.nowMs() < retryAtMs) return lose(one)
        waiting.push(one)
        writing ??= writeAll()
      }),
    head: () => head,
    counts: () => counts,
    async close() {
      closed = true
      await writing
      await files.close().catch(() => undefined)
    },
  }
}

function chained(entries: readonly Pick<Waiting, 'entry' | 'timeUs'>[], head: AuditHead) {
  let last = head
  const lines = entries.map(({ entry, timeUs }) => {
    const record = chainAuditEntry(entry, last, timeUs)
    last = { seq: record.seq, hash: record.hash }
    return auditLine(record)
  })
  return { lines, last }
}
