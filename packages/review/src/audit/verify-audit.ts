import { type AuditExpectation, type AuditReport, createAuditCheck } from '@weaklayer/wire'
import { type AuditPlace, readAuditLines } from './read-audit.ts'

export interface AuditVerification extends AuditReport<AuditPlace> {
  files: number
  /** A line at the very end that is not whole: it was written by a gateway that runs, or torn by one that died. */
  torn?: AuditPlace
}

/** Checks the chain over the files of an audit log, in the order given. */
export async function verifyAudit(
  files: readonly string[],
  expectation: AuditExpectation,
): Promise<AuditVerification> {
  const check = createAuditCheck<AuditPlace>()
  let torn: AuditPlace | undefined
  for await (const { place, text, whole } of readAuditLines(files)) {
    if (whole) check.add(text, place)
    else torn = place
  }
  return { files: files.length, ...check.report(expectation), ...(torn && { torn }) }
}
