import { type AuditHead, auditBeginning, auditHash, auditLine } from './audit-chain.ts'
import { type AuditRecord, parseAuditRecord } from './audit-record.ts'

/**
 * What is wrong at a line.
 * - `unreadable`: it is no record.
 * - `altered`: its content does not belong to its hash.
 * - `removed`: one or more records before it are missing.
 * - `inserted`: it stands twice, or between two records that follow each other.
 * - `moved`: it stands at another place than it was written.
 * - `unlinked`: it does not follow the record before it, though its number does.
 * - `beginning_missing`: the chain does not begin as it should.
 * - `end_missing`, `anchor_missing`: the last record is another one; a hash that was noted is not in the chain.
 */
export type AuditFindingKind =
  | 'unreadable'
  | 'altered'
  | 'removed'
  | 'inserted'
  | 'moved'
  | 'unlinked'
  | 'beginning_missing'
  | 'end_missing'
  | 'anchor_missing'

export interface AuditFinding<Place> {
  kind: AuditFindingKind
  /** Absent where no line is to blame. */
  place?: Place
  message: string
}

export interface AuditExpectation {
  /** What the first record must follow; `any` for a part of a chain. @default the beginning */
  from?: string
  /** Hash that the last record must have. */
  last?: string | undefined
  /** Hashes that were noted elsewhere and must be in the chain. */
  anchors?: readonly string[]
}

export interface AuditReport<Place> {
  records: number
  findings: AuditFinding<Place>[]
  first: AuditHead | undefined
  last: AuditHead | undefined
}

/** The check of a chain; lines come in the order of the files. */
export interface AuditCheck<Place> {
  add(line: string, place: Place): void
  report(expectation?: AuditExpectation): AuditReport<Place>
}

/** A line that could be read. */
interface Link<Place> {
  place: Place
  seq: number
  previous: string
  hash: string
}

export function createAuditCheck<Place>(): AuditCheck<Place> {
  const links: Link<Place>[] = []
  const findings: AuditFinding<Place>[] = []
  return {
    add(line, place) {
      const record = readRecord(line)
      if (record === undefined) {
        findings.push({ kind: 'unreadable', place, message: 'is no record of an audit log' })
        return
      }
      const { seq, previous, hash } = record
      if (auditHash(record) !== hash)
        findings.push({ kind: 'altered', place, message: `record ${seq} does not belong to its hash` })
      links.push({ place, seq, previous, hash })
    },
    report(expectation = {}) {
      const [first, last] = [links[0], links.at(-1)]
      return {
        records: links.length,
        findings: [...findings, ...brokenLinks(links), ...unmet(links, expectation)],
        first: first && { seq: first.seq, hash: first.hash },
        last: last && { seq: last.seq, hash: last.hash },
      }
    },
  }
}

/** A record in its only form: another text of the same content was not written by a gateway. */
function readRecord(line: string): AuditRecord | undefined {
  const record = parseAuditRecord(line)
  return record !== undefined && auditLine(record) === `${line}\n` ? record : undefined
}

/** Every place at which a record does not follow the one before it. What was put in between does not count as one. */
function brokenLinks<Place>(links: readonly Link<Place>[]): AuditFinding<Place>[] {
  const found: AuditFinding<Place>[] = []
  const firsts = new Map(links.map((link, index) => [link.hash, index] as const).toReversed())
  let [before, beforeThat] = [links[0], undefined as Link<Place> | undefined]
  for (const [index, link] of links.entries()) {
    if (index === 0 || before === undefined) continue
    if (link.previous !== before.hash) {
      const isTwice = firsts.get(link.hash) !== index
      const finding = judge(link, { before, beforeThat, isTwice, followsAnother: firsts.has(link.previous) })
      found.push(finding)
      if (isTwice) continue
    }
    beforeThat = before
    before = link
  }
  return found
}

interface Neighbours<Place> {
  before: Link<Place>
  beforeThat: Link<Place> | undefined
  isTwice: boolean
  followsAnother: boolean
}

function judge<Place>(
  link: Link<Place>,
  { before, beforeThat, isTwice, followsAnother }: Neighbours<Place>,
): AuditFinding<Place> {
  const { place, seq } = link
  const at = `record ${seq} stands behind record ${before.seq}`
  if (isTwice) return { kind: 'inserted', place, message: `${at}, and before it already` }
  if (link.previous === beforeThat?.hash && before.previous === beforeThat.hash) {
    const message = `record ${before.seq} stands between two records that follow each other`
    return { kind: 'inserted', place: before.place, message }
  }
  if (followsAnother) return { kind: 'moved', place, message: `${at}, but follows another one that is there` }
  if (seq > before.seq + 1) {
    const missing = seq - before.seq - 1
    const names = missing === 1 ? `record ${seq - 1} is` : `records ${before.seq + 1} to ${seq - 1} are`
    return { kind: 'removed', place, message: `${names} missing before it` }
  }
  if (seq <= before.seq) return { kind: 'moved', place, message: `${at}, which it cannot follow` }
  return { kind: 'unlinked', place, message: `${at}, but was not written after it` }
}

function unmet<Place>(
  links: readonly Link<Place>[],
  { from = auditBeginning.hash, last, anchors = [] }: AuditExpectation,
): AuditFinding<Place>[] {
  const found: AuditFinding<Place>[] = []
  const begins = links[0]
  if (begins !== undefined && from !== 'any' && begins.previous !== from) {
    const message =
      begins.seq > 1
        ? `the chain begins with record ${begins.seq}: those before it are missing`
        : 'the first record follows another one than expected'
    found.push({ kind: 'beginning_missing', place: begins.place, message })
  }
  if (last !== undefined && links.at(-1)?.hash !== last)
    found.push({ kind: 'end_missing', message: `the last record has not the hash ${last}` })
  const hashes = new Set(anchors.length === 0 ? [] : links.map(({ hash }) => hash))
  for (const anchor of anchors)
    if (!hashes.has(anchor))
      found.push({ kind: 'anchor_missing', message: `no record has the hash ${anchor}` })
  return found
}
