import type { SensorPorts } from '@weaklayer/extension/testing'

type Journal = SensorPorts['journal']

/** What a sensor recorded: every event whose transaction was complete, by `epoch/seq`, with its text. */
export type Recorded = Map<string, string>

export interface ObserveOptions {
  recorded: Recorded
  /** Changes the text of an event before it is recorded, as damage would. */
  damage?: (json: string) => string
}

/** The journal as it is; whatever it commits as an event is noted too. */
export function observedJournal(
  journal: Journal,
  { recorded, damage = json => json }: ObserveOptions,
): Journal {
  return {
    read: work => journal.read(work),
    async transact(work) {
      const written: string[] = []
      const result = await journal.transact(transaction =>
        work({
          ...transaction,
          put(key, value) {
            if (!key.startsWith('event:')) return transaction.put(key, value)
            const record = value as { json: string }
            const json = damage(record.json)
            written.push(record.json, json)
            transaction.put(key, { ...record, json } as never)
          },
        }),
      )
      for (let index = 0; index < written.length; index += 2) note(recorded, written.slice(index, index + 2))
      return result
    },
  }
}

/** The undamaged text has the id; an event that moved to another id is not waited for under its old one. */
function note(recorded: Recorded, [sound = '', json = '']: string[]): void {
  const { epoch, seq, was } = JSON.parse(sound) as { epoch: string; seq: number; was?: Id }
  if (was !== undefined) recorded.delete(idOf(was))
  recorded.set(idOf({ epoch, seq }), json)
}

interface Id {
  epoch: string
  seq: number
}

export function idOf({ epoch, seq }: Id): string {
  return `${epoch}/${seq}`
}
