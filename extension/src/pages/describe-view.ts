import type { SensorView } from '../protocol.ts'
import { type CollectionText, describeCollection } from './describe-collection.ts'
import { type ConnectionText, describeConnection } from './describe-connection.ts'
import { type DeliveryText, describeDelivery } from './describe-delivery.ts'
import { describeHeadline, describeWarnings } from './describe-headline.ts'
import { describeIdentity } from './describe-identity.ts'
import { describeOwner, type OwnerText } from './describe-owner.ts'
import { describePolicy, type PolicyText } from './describe-policy.ts'
import { describeThisPage, type ThisPageText } from './describe-this-page.ts'
import type { Fact, Notice } from './text-model.ts'

/** Everything that the popup and the page say, in words, without any layout. */
export interface ViewText {
  version: string
  headline: Notice
  warnings: Notice[]
  thisPage?: ThisPageText
  /** `Collected` or, while nothing is sent, `Noted`. */
  collectedTitle: string
  collection: CollectionText
  owner: OwnerText
  connection: ConnectionText
  delivery: DeliveryText
  policy: PolicyText
  identity: Fact[]
}

/** Puts a view of the sensor into words; `nowMs` is what times are relative to. */
export function describeView(view: SensorView, nowMs: number): ViewText {
  const thisPage = describeThisPage(view)
  return {
    version: view.version,
    headline: describeHeadline(view),
    warnings: describeWarnings(view),
    ...(thisPage === undefined ? {} : { thisPage }),
    collectedTitle:
      view.connection.state === 'unconfigured' ? 'Noted in this browser' : 'Collected here and now',
    collection: describeCollection(view),
    owner: describeOwner(view),
    connection: describeConnection(view, nowMs),
    delivery: describeDelivery(view, nowMs),
    policy: describePolicy(view.policy),
    identity: describeIdentity(view),
  }
}
