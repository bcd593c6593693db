import type { EventOf, StoredEvent } from '@weaklayer/wire'
import type { ExpectedEvent } from './expected-event.ts'

/** Finds the events that others refer to: by type and `time`. */
export type Referred = (type: string, time: number | undefined) => StoredEvent | undefined

export function referredIn(events: readonly StoredEvent[]): Referred {
  const byTime = new Map(events.map(event => [`${event.type} ${event.time}`, event]))
  return (type, time) => byTime.get(`${type} ${time}`)
}

/** What an expected event says, as one line that its stored event must give too. Never typed text. */
export function expectedLine(event: ExpectedEvent): string {
  switch (event.type) {
    case 'Window':
      return `Window of a ${level(event.topLevel)}`
    case 'WindowLocation':
      return `WindowLocation of a ${level(event.topLevel)}: ${event.address}`
    case 'TextInput':
      return `TextInput (${event.inputType}) at ${event.address}`
  }
}

/** What a stored event says, in the words of expectedLine; other types only by name. */
export function storedLine(event: StoredEvent, referred: Referred): string {
  switch (event.type) {
    case 'Window':
      return `Window of a ${level(event.isTopLevelWindow)}`
    case 'WindowLocation': {
      const window = referred('Window', event.windowReference)
      return `WindowLocation of a ${level(window?.isTopLevelWindow)}: ${addressOf(event)}`
    }
    case 'TextInput': {
      const location = referred('WindowLocation', event.windowLocationReference)
      const address = location === undefined ? 'an unknown address' : addressOf(location)
      return `TextInput (${event.inputType}) at ${address}`
    }
    default:
      return event.type === 'Dropped' ? `Dropped (${event.reason}): ${event.count} events` : event.type
  }
}

function level(isTopLevel: unknown): string {
  if (isTopLevel === undefined) return 'frame without Window event'
  return isTopLevel === true ? 'tab' : 'frame'
}

function addressOf(event: StoredEvent): string {
  const { protocol, hostname, port, path, search, hash } = event as StoredEvent & EventOf<'WindowLocation'>
  const host = port === undefined ? hostname : `${hostname}:${port}`
  return `${protocol}${host === '' ? '' : '//'}${host}${path}${search}${hash}`
}
