import type { Revocation } from '@weaklayer/wire'
import { parseDocument, type YAMLSeq } from 'yaml'
import { readRevocations } from '../identity/read-revocations.ts'

/** Whom entries are about: a sensor, a group, or everybody. */
export type RevocationSubject = { sensor: string } | { group: string } | { everybody: true }

/** What becomes of a list. `remove` takes out every entry about somebody. */
export type ListChange = { add: readonly Revocation[] } | { remove: RevocationSubject }

export type ListEdit =
  /** `changed` entries were added or removed; `entries` are there now. With 0 the text is as it was. */
  { status: 'ok'; text: string; changed: number; entries: number } | { status: 'invalid'; message: string }

/**
 * Changes the text of a list of revocations. JSON stays JSON, with one entry a line; of YAML the comments and the order stay. An
 * entry that is there already is not added a second time.
 */
export function editRevocationList(text: string, change: ListChange, nowUs: number): ListEdit {
  const reading = readRevocations(text, nowUs)
  if (reading.status === 'invalid') return reading
  const { entries } = reading
  const edited = 'add' in change ? added(text, entries, change.add) : removed(text, entries, change.remove)
  const after = readRevocations(edited.text, nowUs)
  return after.status === 'invalid' ? after : { status: 'ok', ...edited, entries: after.entries.length }
}

function added(text: string, entries: readonly Revocation[], more: readonly Revocation[]) {
  const known = new Set(entries.map(meaningOf))
  const fresh = more.filter(entry => {
    const isNew = !known.has(meaningOf(entry))
    known.add(meaningOf(entry))
    return isNew
  })
  if (fresh.length === 0) return { text, changed: 0 }
  return { text: editText(text, list => list.push(...fresh.map(plain))), changed: fresh.length }
}

function removed(text: string, entries: readonly Revocation[], subject: RevocationSubject) {
  const indexes = entries.flatMap((entry, index) => (isAbout(entry, subject) ? [index] : []))
  if (indexes.length === 0) return { text, changed: 0 }
  return { text: editText(text, list => list.remove(indexes)), changed: indexes.length }
}

/** Whether an entry is about somebody. */
export function isAbout({ sensor, group }: Revocation, subject: RevocationSubject): boolean {
  if ('sensor' in subject) return sensor === subject.sensor
  if ('group' in subject) return group === subject.group
  return sensor === undefined && group === undefined
}

/** Two entries that say the same, whatever their notes. */
function meaningOf({ sensor, group, issuedBefore }: Revocation): string {
  return JSON.stringify([sensor ?? null, group ?? null, issuedBefore ?? null])
}

function plain({ sensor, group, issuedBefore, note }: Revocation): Revocation {
  return {
    ...(sensor !== undefined && { sensor }),
    ...(group !== undefined && { group }),
    ...(issuedBefore !== undefined && { issuedBefore }),
    ...(note !== undefined && { note }),
  }
}

interface EditableList {
  push(...entries: Revocation[]): void
  remove(indexes: readonly number[]): void
}

function editText(text: string, edit: (list: EditableList) => void): string {
  const json = jsonEntries(text)
  if (json === undefined) return editYaml(text, edit)
  let entries = json
  edit({
    push: (...more) => {
      entries = [...entries, ...more]
    },
    remove: indexes => {
      const gone = new Set(indexes)
      entries = entries.filter((_, index) => !gone.has(index))
    },
  })
  return `{"entries": [\n${entries.map(entry => `  ${JSON.stringify(entry)}`).join(',\n')}\n]}\n`
}

function jsonEntries(text: string): unknown[] | undefined {
  try {
    return (JSON.parse(text) as { entries: unknown[] }).entries
  } catch {
    return undefined
  }
}

function editYaml(text: string, edit: (list: EditableList) => void): string {
  const document = parseDocument(text)
  const list = () => document.get('entries') as YAMLSeq
  edit({
    push(...entries) {
      // A list that was written as `[]` would stay on one line.
      if (list().items.length === 0) list().flow = false
      for (const entry of entries) list().add(document.createNode(entry))
    },
    remove(indexes) {
      for (const index of indexes.toReversed()) list().delete(index)
      if (list().items.length === 0) list().flow = true
    },
  })
  return document.toString({ lineWidth: 0 })
}
