import type { Revision } from '../delivery/apply-policy.ts'
import type { EventRecord } from '../delivery/records.ts'
import { admitFrame, admitsText, admitsType } from '../privacy/admit.ts'
import type { CaptureRules } from '../privacy/capture-rules.ts'
import { detailFor, hostOnly, type RecordedAddress } from '../privacy/redact-url.ts'

/** What policy makes of an event that was recorded, but not sent, before policy was known. */
export function reviseEvent(record: EventRecord, rules: CaptureRules): Revision {
  const { facts } = record
  if (facts === undefined) return { do: 'keep' }
  const admitted =
    admitFrame(facts, rules).status === 'recorded' &&
    admitsType(record.type, rules) &&
    (facts.field === undefined || admitsText(facts.field, rules))
  if (!admitted) return { do: 'drop' }
  return record.type === 'WindowLocation' ? reviseLocation(record, rules) : { do: 'keep' }
}

function reviseLocation(record: EventRecord, rules: CaptureRules): Revision {
  const event: RecordedAddress = JSON.parse(record.json)
  const stricter =
    detailFor(event.hostname, rules) === 'host' && event.path + event.search + event.hash !== ''
  return stricter ? { do: 'replace', json: JSON.stringify({ ...event, ...hostOnly(event) }) } : { do: 'keep' }
}
