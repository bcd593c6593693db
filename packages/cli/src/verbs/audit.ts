import { type AuditChain, formatTime, listAuditChains, readAuditLines, verifyAudit } from '@weaklayer/review'
import { plainJson, plainText } from '@weaklayer/review/plain-text'
import { type AuditExpectation, type AuditRecord, auditRecord } from '@weaklayer/wire'
import { type Command, InvalidArgumentError } from 'commander'
import { type ExitStatus, exitStatus, failure, wrongCall } from '../cli-error.ts'
import { kindOf } from '../event-directory.ts'
import { since } from '../option-values.ts'
import { printAudit } from '../print-audit.ts'
import { createPrinter } from '../printer.ts'
import { withExamples } from '../verb.ts'
import { addQuestionLog } from './audit-questions.ts'

interface VerifyOptions {
  expectLast?: string
  expect?: string[]
  from?: string
  json?: boolean
}

interface ShowOptions {
  action?: string[]
  since?: number
  json?: boolean
  utc?: boolean
}

const paths =
  'Directory of an audit log, with the chains of all workers or people, or files of one in their order.'

export function addAudit(program: Command): void {
  const audit = program
    .command('audit')
    .description('Check and read audit logs, and have questions to a store recorded in one.')
  const verify = audit
    .command('verify')
    .summary('Prove that nobody changed an audit log.')
    .description(
      'Check the chain of hashes of an audit log: which lines were altered, removed, inserted or moved. What was cut off at the end shows only with a hash that was noted elsewhere. Exit status 1 when anything is wrong.',
    )
    .argument('<path...>', paths)
    .option('--expect-last <hash>', 'Hash that the last record must have.', hashOf)
    .option('--expect <hash...>', 'Hashes that were noted elsewhere and must be in the chain.', hashes)
    .option(
      '--from <hash>',
      'Hash that the first record must follow, where earlier files are elsewhere.',
      hashOf,
    )
    .option('--json', 'Print JSON: one object a finding, then a summary.')
  const show = audit
    .command('show')
    .summary('Show the records of an audit log.')
    .description('Show the records of an audit log, one line a record. It does not check the chain.')
    .argument('<path...>', paths)
    .option('--action <names...>', 'Only these actions, such as revocation.added, or how they begin.')
    .option('--since <time>', 'Only since then: 24h, 5m, 2026-11-22, 2026-11-22T14:05Z.', since)
    .option('--json', 'Print each record as a JSON object.')
    .option('--utc', 'Print times in UTC, not in local time.')
  withExamples(audit, { 'weaklayer audit verify events/audit': 'Check an audit log' })
  withExamples(verify, { 'weaklayer audit verify events/audit': 'Prove that nobody changed it' })
  withExamples(show, { 'weaklayer audit show events/audit --action revocation': 'Who revoked whom' })
  addQuestionLog(audit)
  verify.action(async (given: string[], options: VerifyOptions) => {
    process.exitCode = await verifyPaths(given, options)
  })
  show.action(async (given: string[], options: ShowOptions) => {
    process.exitCode = await showPaths(given, options)
  })
}

async function verifyPaths(given: readonly string[], options: VerifyOptions): Promise<ExitStatus> {
  const { chains, isDirectory } = await chainsOf(given)
  const { expectLast, expect = [], from, json = false } = options
  const hash = expectLast ?? from ?? expect[0]
  if (chains.length > 1 && hash !== undefined)
    throw wrongCall(
      `a hash belongs to one chain, and ${given[0]} has ${chains.length}: those of workers, or of people`,
      `Name the folder of one, such as ${chains[0]?.directory}.`,
    )
  const begins = from ?? (isDirectory ? undefined : 'any')
  const expectation = { anchors: expect, last: expectLast, ...(begins !== undefined && { from: begins }) }
  const reports = await Promise.all(chains.map(chain => verifyChain(chain, expectation)))
  for (const { directory, ...report } of reports)
    printAudit(report, { json, directory: reports.length > 1 ? directory : undefined })
  return reports.every(({ findings }) => findings.length === 0) ? exitStatus.ok : exitStatus.failed
}

async function verifyChain({ directory, files }: AuditChain, expectation: AuditExpectation) {
  const report = await verifyAudit(files, expectation)
  if (report.records + report.findings.length > 0) return { directory, ...report }
  throw failure('AUDIT_EMPTY', `${directory} holds no record of an audit log`, 'Name `audit.directory`.')
}

async function showPaths(given: readonly string[], options: ShowOptions): Promise<ExitStatus> {
  const { chains } = await chainsOf(given)
  const printer = createPrinter()
  const format = (record: AuditRecord) =>
    options.json === true ? plainJson(record) : lineOf(record, options.utc === true)
  let unreadable = 0
  for (const { files } of chains) {
    for await (const { text, whole } of readAuditLines(files)) {
      const record = recordOf(text)
      if (record === undefined) unreadable += Number(whole)
      else if (isWanted(record, options)) printer.line(format(record))
      await printer.drained()
    }
  }
  if (unreadable === 0) return exitStatus.ok
  process.stderr.write(`${unreadable} lines are no records; \`weaklayer audit verify\` names them.\n`)
  return exitStatus.failed
}

function isWanted({ action, time }: AuditRecord, options: ShowOptions): boolean {
  const isOne = options.action?.some(name => action === name || action.startsWith(`${name}.`)) ?? true
  return isOne && time >= (options.since ?? 0)
}

function lineOf({ time, action, outcome, actor, subject, details }: AuditRecord, utc: boolean): string {
  const facts = Object.entries({ ...subject, ...actor, ...details })
    .map(([name, value]) => `${plainText(name)}=${plainText(value, 300)}`)
    .join(' ')
  return `${formatTime(time, utc)}  ${plainText(action)}  ${outcome}  ${facts}`.trimEnd()
}

function recordOf(text: string): AuditRecord | undefined {
  try {
    return auditRecord.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

async function chainsOf(given: readonly string[]): Promise<{ chains: AuditChain[]; isDirectory: boolean }> {
  const kinds = await Promise.all(given.map(kindOf))
  const missing = kinds.indexOf('nothing')
  if (missing >= 0) throw wrongCall(`cannot read ${given[missing]}: it does not exist`, paths)
  const [first = ''] = given
  if (!kinds.includes('directory'))
    return { chains: [{ directory: given.join(', '), files: [...given] }], isDirectory: false }
  if (given.length === 1) return { chains: await listAuditChains(first), isDirectory: true }
  throw wrongCall('several paths are named, and one is a directory', 'Name one directory, or files.')
}

function hashOf(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase()
  throw new InvalidArgumentError('Expected 64 hex digits, as `weaklayer audit verify` prints them.')
}

function hashes(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), hashOf(text)]
}
