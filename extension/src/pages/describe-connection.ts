import type { SensorView } from '../protocol.ts'
import { gatewayName } from './describe-owner.ts'
import { countText } from './quantity-text.ts'
import type { Notice, TimeText } from './text-model.ts'
import { timeText } from './time-text.ts'

/** State of the way to the gateway. */
export interface ConnectionText extends Notice {
  lastError?: { code: string; message: string; todo: string; at: TimeText }
  nextTry?: TimeText
}

type State = SensorView['connection']['state']

/** Says how the connection is. Nothing in it ticks but the times, so it can be announced when it changes. */
export function describeConnection(view: SensorView, nowMs: number): ConnectionText {
  const { lastError, retryAtMs, state } = view.connection
  const notice = noticeOf(state, view)
  return {
    ...notice,
    ...(lastError === undefined
      ? {}
      : { lastError: { ...withoutTime(lastError), at: timeText(lastError.atMs, nowMs) } }),
    ...(retryAtMs === undefined || state === 'connected' ? {} : { nextTry: timeText(retryAtMs, nowMs) }),
  }
}

/** What happens to the events meanwhile. */
function keptText(view: Pick<SensorView, 'queue'>): string {
  const { events } = view.queue
  if (events === 0) return 'Nothing is lost.'
  return `${countText(events, 'event is', 'events are')} kept in this browser; nothing is lost.`
}

function noticeOf(state: State, view: SensorView): Notice {
  const gateway = view.gateway === undefined ? 'the gateway' : gatewayName(view.gateway)
  const kept = keptText(view)
  const notices: Record<State, Notice> = {
    unconfigured: {
      tone: 'wait',
      title: 'No gateway is set',
      detail: 'Nothing is sent from this browser.',
    },
    not_enrolled:
      view.connection.lastError === undefined
        ? { tone: 'wait', title: 'Signing in for the first time', detail: `At ${gateway}. ${kept}` }
        : { tone: 'warn', title: 'Not signed in yet', detail: `It tries again by itself. ${kept}` },
    connected: { tone: 'good', title: 'Connected', detail: `The gateway is ${gateway}.` },
    retrying: {
      tone: 'warn',
      title: 'No connection at the moment',
      detail: `It tries again by itself. ${kept}`,
    },
    refused: {
      tone: 'bad',
      title: 'The gateway refuses this browser',
      detail: `Nothing is sent. ${kept}`,
      todo: 'Tell those who manage this browser. It asks again by itself from time to time.',
    },
    misconfigured: {
      tone: 'bad',
      title: 'The connection is set up wrongly',
      detail: `Nothing is sent. ${kept}`,
      todo: 'Tell those who manage this browser; the settings of the extension need a correction.',
    },
  }
  return notices[state]
}

function withoutTime(error: { code: string; message: string; todo: string }) {
  return { code: error.code, message: error.message, todo: error.todo }
}
