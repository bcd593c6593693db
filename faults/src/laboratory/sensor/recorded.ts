import type { SensorPorts } from '@weaklayer/extension/testing'

type Journal = SensorPorts['journal']

/** What a sensor recorded: every event whose transaction was complete. Ids are `epoch/seq`. */
export interface Recorded {
  /** The text under each id that was ever given. */
  texts: Map<string, string>
  /** Of an id that an event was moved to: the one that it had first. */
  firstIds: Map<string, string>
}

export function newRecorded(): Recorded {
  return { texts: new Map(), firstIds: new Map() }
}

export interface ObserveOptions {
  recorded: Recorded
  /** Changes the text of an event before it is recorded, as damage would. @default leaves it */
  damage?: ((json: string) => string) | undefined
}

/** The journal as it is; whatever it commits as an event is noted too. */
export function observedJournal(journal: Journal, options: ObserveOptions): Journal {
  const { recorded, damage = json => json } = options
  return {
    read: work => journal.read(work),
    async transact(work) {
      const written: { sound: string; json: string }[] = []
      const result = await journal.transact(transaction =>
        work({
          ...transaction,
          put(key, value) {
            if (!key.startsWith('event:')) return transaction.put(key, value)
            const { json: sound } = value as { json: string }
            const json = damage(sound)
            written.push({ sound, json })
            transaction.put(key, { ...value, json } as typeof value)
          },
        }),
      )
      for (const { sound, json } of written) note(recorded, sound, json)
      return result
    },
  }
}

interface Id {
  epoch: string
  seq: number
}

interface RecordedEvent extends Id {
  /** Its last id before this one, with those before that, newest first. */
  was?: Id & { before?: Id[] }
}

/** The undamaged text tells the id. */
function note({ texts, firstIds }: Recorded, sound: string, json: string): void {
  const said = JSON.parse(sound) as RecordedEvent
  const id = idOf(said)
  texts.set(id, json)
  if (said.was !== undefined) firstIds.set(id, idOf(said.was.before?.at(-1) ?? said.was))
}

export function idOf({ epoch, seq }: Id): string {
  return `${epoch}/${seq}`
}
