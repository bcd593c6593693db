import type { SensorView } from '../protocol.ts'
import { countText, sizeText } from './quantity-text.ts'
import type { TimeText } from './text-model.ts'
import { durationText, timeText } from './time-text.ts'

/** What was sent, what waits, and what was given up. */
export interface DeliveryText {
  /** Undefined until something was sent. */
  last?: TimeText
  total: string
  sentLast: { name: string; host: string; time: TimeText }[]
  queue: string
  canSend: boolean
  drops: string[]
}

type DeliveryView = Pick<SensorView, 'delivery' | 'queue' | 'dropped' | 'connection'>

/** Says what left this browser and what did not. */
export function describeDelivery(view: DeliveryView, nowMs: number): DeliveryText {
  const { lastAtMs, lastEvents, deliveredTotal } = view.delivery
  return {
    ...(lastAtMs === undefined ? {} : { last: timeText(lastAtMs, nowMs) }),
    total:
      deliveredTotal === 0
        ? 'Nothing has been sent yet'
        : `${countText(deliveredTotal, 'event')} sent in all`,
    sentLast: lastEvents.map(event => ({
      name: eventName(event.type),
      host: event.host ?? '',
      time: timeText(event.timeMs, nowMs),
    })),
    queue: queueText(view.queue),
    canSend: view.queue.events > 0 && canSend[view.connection.state],
    drops: describeDrops(view.dropped),
  }
}

/** Asking again at once helps where the way to the gateway may be open. */
const canSend: Record<SensorView['connection']['state'], boolean> = {
  unconfigured: false,
  not_enrolled: true,
  connected: true,
  retrying: true,
  refused: false,
  misconfigured: false,
}

const eventNames: Record<string, string> = {
  Window: 'Page opened',
  WindowLocation: 'Address of a page',
  TextInput: 'Fingerprint of typed text',
  Status: 'State of this extension',
  Dropped: 'Note on events that were given up',
  Install: 'Sign-in of this extension',
}

/** What an event type is called for end users; a type without a name keeps its own. */
export function eventName(type: string): string {
  return Object.hasOwn(eventNames, type) ? (eventNames[type] ?? type) : type
}

function queueText(queue: SensorView['queue']): string {
  if (queue.events === 0) return 'Nothing waits to be sent'
  const amount = `${countText(queue.events, 'event waits', 'events wait')} (${sizeText(queue.bytes)})`
  if (queue.oldestAgeMs < 60_000) return amount
  const since = durationText(queue.oldestAgeMs)
  return queue.events === 1 ? `${amount}, for ${since}` : `${amount}, the oldest for ${since}`
}

const dropReasons: Record<string, string> = {
  poison: 'the gateway could not read them',
  too_large: 'too large to be sent',
  quota: 'the store in this browser was full',
  flood: 'a page made too many at once',
  frame_gap: 'lost on the way from a page to the extension',
  store_lost: 'the store in this browser was deleted',
  refused: 'the gateway refused this browser for 30 days',
  policy: 'noted before the settings were there, which leave them out',
}

/** One sentence for each reason for which events were given up. */
export function describeDrops(dropped: SensorView['dropped']): string[] {
  return Object.entries(dropped).flatMap(([reason, byType]) => {
    const count = Object.values(byType).reduce((sum, one) => sum + one, 0)
    const why = Object.hasOwn(dropReasons, reason) ? dropReasons[reason] : reason
    return count === 0 ? [] : [`${countText(count, 'event')}: ${why}`]
  })
}
