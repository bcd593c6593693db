import { checkStoredEvent } from '@weaklayer/wire'
import type { EventLimits } from '../events/event-limits.ts'
import { contentOf, type Event, lineEnd, refusalOf, storedLine } from '../events/stored-content.ts'

/**
 * What becomes of a line of the dead letter.
 * - `replay`: the event is valid now; `line` is what outputs store, with its own sensor, group and time of receipt.
 * - `keep`: it is refused still, for this reason.
 * - `unreadable`: the line is no dead letter of the group.
 */
export type Judgement =
  | { status: 'replay'; line: string }
  | { status: 'keep'; code: string; message: string }
  | { status: 'unreadable' }

interface Letter {
  sensor: string
  group: string
  received: number
  event: Event
}

/** Checks one line of the dead letter of a group as if its event came today. */
export function judgeLetter(text: string, group: string, limits: EventLimits): Judgement {
  const letter = letterOf(text)
  if (letter === undefined || letter.group !== group) return { status: 'unreadable' }
  const content = contentOf(letter.event)
  const refusal = refusalOf(letter.event, content, limits)
  if (refusal !== undefined) return { status: 'keep', ...refusal }
  const line = storedLine(content, lineEnd({ ...letter, receivedUs: letter.received }))
  // Sensor, group and time of receipt are checked here: somebody may have edited the file.
  return checkStoredEvent(JSON.parse(line)).status === 'valid'
    ? { status: 'replay', line }
    : { status: 'unreadable' }
}

function letterOf(text: string): Letter | undefined {
  try {
    const letter = JSON.parse(text) as Partial<Letter> | null
    const isLetter =
      typeof letter?.event === 'object' && letter.event !== null && !Array.isArray(letter.event)
    const hasSender = typeof letter?.sensor === 'string' && typeof letter.group === 'string'
    return isLetter && hasSender && Number.isFinite(letter.received) ? (letter as Letter) : undefined
  } catch {
    return undefined
  }
}
