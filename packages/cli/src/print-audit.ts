import type { AuditVerification } from '@weaklayer/review'
import { plainJson, plainText } from '@weaklayer/review/plain-text'
import { createPrinter, type Printer } from './printer.ts'

interface AuditPrinting {
  json: boolean
  /** Where the chain lies; undefined where there is one only. */
  directory: string | undefined
}

/** Prints what the check of one chain of an audit log found. */
export function printAudit(report: AuditVerification, { json, directory }: AuditPrinting): void {
  const print = json ? printJson : printWords
  print(createPrinter(), report, directory)
}

function printJson(
  printer: Printer,
  { findings, ...report }: AuditVerification,
  directory: string | undefined,
): void {
  for (const { place, ...finding } of findings)
    printer.line(plainJson({ record: 'finding', ...finding, ...place }))
  const whole = findings.length === 0
  printer.line(plainJson({ record: 'summary', ...(directory && { directory }), ...report, whole }))
}

function printWords(printer: Printer, report: AuditVerification, directory: string | undefined): void {
  const { findings, records, files, first, last, torn } = report
  for (const { kind, place, message } of findings) {
    const where = place === undefined ? '' : `${placeText(place)}: `
    printer.line(`${where}${kind.toUpperCase().replaceAll('_', ' ')}: ${message}`)
  }
  if (torn !== undefined) printer.line(`${placeText(torn)}: not whole: it is being written, or was torn`)
  const chain = directory === undefined ? '' : `${plainText(directory, 500)}: `
  const verdict = findings.length === 0 ? 'whole' : `NOT whole, ${findings.length} findings`
  const range = `${first?.seq ?? 0} to ${last?.seq ?? 0}`
  printer.line(`${chain}${records} records in ${files} files, ${range}: ${verdict}`)
  if (last !== undefined) printer.line(`${chain}The last one is ${last.seq}, hash ${last.hash}`)
}

function placeText({ file, line }: { file: string; line: number }): string {
  return `${plainText(file, 500)}:${line}`
}
