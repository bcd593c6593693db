/** The name of a file whose first record has this number; another attempt at the same number gets a name of its own. */
export function auditFileName(firstSeq: number, attempt: number): string {
  return `audit-${String(firstSeq).padStart(12, '0')}${attempt === 0 ? '' : `.${attempt}`}.jsonl`
}

const fileName = /^audit-(\d{12,16})(?:\.(\d{1,4}))?\.jsonl$/

/** The files of an audit log among the names in its directory, in the order of their records. */
export function auditFilesIn(names: readonly string[]): string[] {
  return names
    .flatMap(name => {
      const [, seq, attempt = '0'] = fileName.exec(name) ?? []
      return seq === undefined ? [] : [{ name, seq: Number(seq), attempt: Number(attempt) }]
    })
    .sort((left, right) => left.seq - right.seq || left.attempt - right.attempt)
    .map(({ name }) => name)
}
