import type { Policy } from '../config/choose-policy.ts'
import { type DeliveryRecord, waitEndMs } from '../delivery/delivery-record.ts'
import type { StateRecord } from '../delivery/records.ts'
import type { IdentityRecord } from '../enrol/identity.ts'
import { admitFrame } from '../privacy/admit.ts'
import type { CaptureRules } from '../privacy/capture-rules.ts'
import { hostOf, schemeOf } from '../privacy/frame-source.ts'
import type { SensorView } from '../protocol.ts'
import { isUnencrypted } from './status-facts.ts'

export interface ViewSources {
  version: string
  policy: Policy
  rules: CaptureRules
  identity: IdentityRecord
  state: StateRecord
  delivery: DeliveryRecord
  oldestUs: number | undefined
  nowMs: number
  /** A fault of the sensor itself, such as a store that fails. */
  fault?: SensorView['connection']['lastError'] | undefined
  page?: { url: string; incognito: boolean } | undefined
}

/** Everything that the sensor's own pages show; nothing secret. */
export function sensorView(sources: ViewSources): SensorView {
  const { policy, identity, state, delivery, nowMs, oldestUs } = sources
  const { label, device, user, api, notice } = policy.capture
  const { deliveredTotal, recordedTotal } = state
  const { lastAtMs, lastEvents } = delivery
  return {
    version: sources.version,
    ...given({ sensor: identity.owner?.sensor, label, device, user }),
    policy: { state: policy.state, source: policy.source, problems: policy.problems },
    notice: given({ text: notice.text, contact: notice.contact, link: notice.link }),
    ...(api === undefined ? {} : { gateway: gatewayView(api) }),
    capture: captureView(policy, sources.rules),
    ...(sources.page === undefined ? {} : { page: pageView(sources.page, sources.rules) }),
    connection: connectionView(sources),
    delivery: { lastEvents: lastEvents.toReversed(), deliveredTotal, ...given({ lastAtMs }) },
    queue: {
      events: state.queued,
      bytes: state.queuedBytes,
      oldestAgeMs: oldestUs === undefined ? 0 : Math.max(0, nowMs - Math.floor(oldestUs / 1000)),
    },
    record: { ...given({ epoch: state.epochs.at(-1)?.epoch }), lastSeq: state.nextSeq - 1, recordedTotal },
    dropped: state.dropped,
  }
}

type Given<Values> = { [Key in keyof Values]?: Exclude<Values[Key], undefined> }

/** Without the members that are undefined. */
function given<Values extends object>(values: Values): Given<Values> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Given<Values>
}

function gatewayView(api: NonNullable<Policy['capture']['api']>): NonNullable<SensorView['gateway']> {
  const { protocol, hostname, port } = api
  return { protocol, hostname, port, unencrypted: isUnencrypted(api) }
}

function captureView({ capture }: Policy, rules: CaptureRules): SensorView['capture'] {
  return {
    level: rules.level,
    textScope: rules.textScope,
    exactLength: rules.exactLength,
    urlDetail: rules.urlDetail,
    disabledEvents: capture.disabledEvents,
    excludedHosts: capture.excludedHosts,
    includedHosts: capture.includedHosts,
    fullHosts: capture.urls.fullHosts,
    hostOnlyHosts: capture.urls.hostOnlyHosts,
    incognito: rules.incognito,
  }
}

function pageView(
  page: { url: string; incognito: boolean },
  rules: CaptureRules,
): NonNullable<SensorView['page']> {
  const host = hostOf(page.url)
  const scheme = schemeOf(page.url)
  const admission = admitFrame({ top: true, incognito: page.incognito, scheme, host, topHost: host }, rules)
  if (admission.status === 'recorded') return { host, recorded: true }
  const reason = admission.reason === 'frame' ? 'unsupported' : admission.reason
  return { host, recorded: false, reason }
}

function connectionView({ policy, identity, delivery, nowMs, fault }: ViewSources): SensorView['connection'] {
  const lastError = fault ?? delivery.lastError
  const retryAtMs = delivery.wait?.kind === 'pace' ? undefined : waitEndMs(delivery.wait, nowMs)
  return {
    state: connectionState(policy, identity, delivery),
    ...(lastError === undefined ? {} : { lastError }),
    ...(retryAtMs === undefined ? {} : { retryAtMs }),
  }
}

function connectionState(
  policy: Policy,
  identity: IdentityRecord,
  delivery: DeliveryRecord,
): SensorView['connection']['state'] {
  if (policy.state !== 'ok') return 'unconfigured'
  const kind = delivery.wait?.kind
  if (kind === 'refused' || kind === 'misconfigured') return kind
  if (delivery.lastError !== undefined) return 'retrying'
  return identity.token === undefined ? 'not_enrolled' : 'connected'
}
