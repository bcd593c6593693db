import type { GenerationPlan } from '../generation-plan.ts'
import type { AttackWay, BenignKind, CaseEntry } from './planned-case.ts'

/** One line of the truth: a text that was typed at one host and later at another, and what that was. */
export interface TruthRecord {
  record: 'attack' | 'benign'
  id: string
  /** For an attack, how the person got there. */
  kind: AttackWay | BenignKind
  traits: string[]
  sensor: string
  group: string
  user: string
  device: string
  textHash: string
  /** Where the text belongs. */
  firstHost: string
  /** Where it turned up. */
  host: string
  /** The TextInput events at that host. */
  entries: CaseEntry[]
}

/** The truth of everything that was planned, once it has happened. */
export function* caseRecords({ cases, sensors }: GenerationPlan): Generator<TruthRecord> {
  for (const { sensor: index, ...planned } of cases) {
    const sensor = sensors[index]
    if (sensor === undefined || planned.entries.length === 0)
      throw new Error(`case ${planned.id} (${planned.kind}) never happened`)
    const { record, id, kind, traits, textHash, firstHost, host, entries } = planned
    const { user, device } = sensor.person
    yield {
      record,
      id,
      kind,
      traits,
      sensor: sensor.sensor,
      group: sensor.group,
      user,
      device,
      textHash,
      firstHost,
      host,
      entries,
    }
  }
}
