import type { Store } from '../store/open-store.ts'
import { repeatUs } from './read-surroundings.ts'
import type { Typed } from './read-typed.ts'
import type { Repeat, Sighting } from './sighting.ts'

const dayUs = 86_400_000_000

/** An event, and what stands for its text. */
export interface PlainEvent {
  time: number
  type: string
  sensor: string
  group: string
  label: string | null
  device: string | null
  user: string | null
  hostname: string | null
  inputType: string | null
  textLength: number
  filled: boolean | null
  page: number
  text: string | null
}

/** All events, one after the other. */
export function readPlain(store: Pick<Store, 'rows'>): Promise<PlainEvent[]> {
  return store.rows<PlainEvent>(`
    SELECT "time", "type", "sensor", "group", "label", "device", "user", "hostname", "inputType", "textLength", "filled",
      "windowLocationReference" AS "page",
      CASE WHEN octet_length("textHash") > 0 THEN hash("sensor", "hashKeyId", "textHash")::VARCHAR END AS "text"
    FROM events ORDER BY "time"`)
}

/** What `readTyped` reads, by a plain look at every event. */
export function plainTyped(events: readonly PlainEvent[]): Typed {
  const typed = events.filter(
    ({ type, hostname, inputType }) =>
      type === 'TextInput' && hostname && inputType !== 'textarea' && inputType !== 'contenteditable',
  )
  const passwords = typed.filter(({ inputType }) => inputType === 'password')
  const counted = new Set(passwords.filter(({ textLength }) => textLength >= 6).map(({ text }) => text))
  const hosts = Map.groupBy(
    typed.filter(({ text }) => text !== null && counted.has(text)),
    ({ text }) => text,
  )
  const shared = [...hosts.values()].filter(uses => new Set(uses.map(({ hostname }) => hostname)).size > 1)
  const fields = Map.groupBy(
    typed.filter(({ text }) => text !== null),
    ({ sensor, page, inputType }) => `${sensor} ${page} ${inputType}`,
  )
  const isWhole = (use: PlainEvent) => {
    const field = fields.get(`${use.sensor} ${use.page} ${use.inputType}`) ?? []
    const next = field[field.indexOf(use) + 1]
    return next === undefined || next.time - use.time > 15_000_000 || next.textLength <= use.textLength
  }
  const entries = shared.flat().filter(use => use.textLength >= 6 && isWhole(use))
  const places = Map.groupBy(entries, ({ text, hostname }) => `${text} ${hostname}`)
  return {
    sightings: [...places.values()].map(sightingOf),
    passwords: passwords.map(({ sensor, hostname, text, textLength, time }) => ({
      sensor,
      hostname: hostname ?? '',
      text: textLength >= 4 ? text : null,
      firstTime: time,
    })),
    repeats: shared.flatMap(repeatsOf),
  }
}

function sightingOf(uses: readonly PlainEvent[]): Sighting {
  const [first, last] = [uses[0] as PlainEvent, uses.at(-1) as PlainEvent]
  const passwords = uses.filter(({ inputType }) => inputType === 'password')
  return {
    text: first.text ?? '',
    hostname: first.hostname ?? '',
    sensor: first.sensor,
    group: last.group,
    label: uses.findLast(({ label }) => label !== null)?.label ?? null,
    device: uses.findLast(({ device }) => device !== null)?.device ?? null,
    user: uses.findLast(({ user }) => user !== null)?.user ?? null,
    firstTime: first.time,
    lastTime: last.time,
    uses: uses.length,
    passwordUses: passwords.length,
    firstPasswordTime: passwords[0]?.time ?? null,
    days: new Set(uses.map(({ time }) => Math.floor(time / dayUs))).size,
    inputType: first.inputType ?? '',
    textLength: first.textLength,
    filled: first.filled,
    page: first.page,
  }
}

function repeatsOf(uses: readonly PlainEvent[]): Repeat[] {
  return uses.flatMap(({ text, hostname, time, page }, index) => {
    const before = uses[index - 1]?.time ?? Number.NEGATIVE_INFINITY
    return time - before <= repeatUs
      ? [{ text: text ?? '', hostname: hostname ?? '', firstTime: time, page }]
      : []
  })
}
