import type { SensorEvent } from '@weaklayer/wire'

interface Former {
  epoch: string
  seq: number
  before?: Former[]
}

/** The ids under which an event was recorded before, the first one last. */
function formerIds(event: SensorEvent): string[] {
  const was = event.was as Former | undefined
  if (was === undefined) return []
  return [was, ...(was.before ?? [])].map(({ epoch, seq }) => `${epoch}/${seq}`)
}

/** The id under which an event was recorded first. */
export function rootOf(event: SensorEvent): string {
  return formerIds(event).at(-1) ?? `${event.epoch}/${event.seq}`
}
