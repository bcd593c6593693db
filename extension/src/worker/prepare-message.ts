import type { HashedInput, PreparedMessage, PreparedReport } from '../delivery/prepared-message.ts'
import type { EventFacts } from '../delivery/records.ts'
import { admitFrame, admitsText, admitsType } from '../privacy/admit.ts'
import type { CaptureRules } from '../privacy/capture-rules.ts'
import { type FrameSource, frameSource, type SenderFacts, trustedAddress } from '../privacy/frame-source.ts'
import { type HashKey, hashText } from '../privacy/hash-text.ts'
import { redactUrl } from '../privacy/redact-url.ts'
import type { FrameMessage, TextReport } from '../protocol.ts'

export interface Preparation {
  sender: SenderFacts
  rules: CaptureRules
  hashKey: HashKey
  /** No policy is known yet. */
  pending: boolean
}

/** Applies the privacy rules to a frame's message: from here on no text and no full address goes further. */
export async function prepareMessage(
  frame: string,
  message: FrameMessage,
  preparation: Preparation,
): Promise<PreparedMessage> {
  const source = frameSource(preparation.sender)
  const report = await prepareReport(message, source, preparation)
  const base = {
    frame,
    n: message.n,
    atMs: message.atMs,
    ...(message.acked === undefined ? {} : { acked: message.acked }),
    browserTab: source.tabId,
    frameId: source.frameId,
    unrevised: preparation.pending,
  }
  return report === undefined
    ? { ...base, facts: refusedFacts(source) }
    : { ...base, facts: factsOf(source, message), report }
}

async function prepareReport(
  { report }: FrameMessage,
  source: FrameSource,
  preparation: Preparation,
): Promise<PreparedReport | undefined> {
  const { rules } = preparation
  if (admitFrame(source, rules).status === 'refused' || !admitsType(report.kind, rules)) return undefined
  switch (report.kind) {
    case 'Window':
      return { kind: 'Window' }
    case 'WindowLocation':
      return { kind: 'WindowLocation', address: redactUrl(trustedAddress(source, report.href), rules) }
    case 'TextInput': {
      const text = await prepareText(report, preparation)
      return text && { kind: 'TextInput', location: report.location, text }
    }
  }
}

async function prepareText(
  report: TextReport,
  { rules, hashKey }: Preparation,
): Promise<HashedInput | undefined> {
  if (!admitsText(report.field, rules)) return undefined
  const hashed = await hashText(report.text, hashKey, {
    exactLength: rules.exactLength,
    wholeLength: report.length,
  })
  if (hashed === undefined) return undefined
  const filled = report.filled ? { filled: true } : {}
  return { ...hashed, inputType: report.inputType, hashKeyId: hashKey.id, ...filled }
}

function factsOf(source: FrameSource, { report }: FrameMessage): EventFacts {
  const facts = {
    top: source.top,
    incognito: source.incognito,
    scheme: source.scheme,
    host: source.host,
    topHost: source.topHost ?? '',
  }
  return report.kind === 'TextInput' ? { ...facts, field: report.field } : facts
}

/** Of what is not recorded only the number counts: no host is kept. */
function refusedFacts(source: FrameSource): EventFacts {
  return { top: source.top, incognito: false, scheme: '', host: '', topHost: '' }
}
