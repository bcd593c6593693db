import {
  facets,
  findPage,
  firstSeen,
  histogram,
  parseQuery,
  type Query,
  type Store,
  session,
} from '@weaklayer/review'

/** What the questions ask for: taken from the events themselves, so that they mean something in any run. */
export interface QuestionFacts {
  host: string
  rareHost: string
  device: string
  sensor: string
  /** The end of a day of that sensor, microseconds since 1970 UTC. */
  dayEndUs: number
}

export interface Question {
  name: string
  /** Milliseconds that it may take. */
  targetMs: number
  /** Its filter, for the yardstick. */
  query?: Query
  /** What the yardstick does with what meets the filter. */
  kind: 'page' | 'histogram' | 'facets' | 'session' | 'first seen'
  ask(store: Store): Promise<unknown>
}

const dayUs = 86_400_000_000
/** Up to here the first page has to come at once. */
export const manyEvents = 20_000_000

export async function questionFacts(store: Store): Promise<QuestionFacts> {
  const hosts = await store.rows<{ value: string }>(
    `SELECT "value" FROM first_seen WHERE "kind" = 'host' AND "sensor" IS NULL ORDER BY "events" DESC, "value"`,
  )
  const [busy] = await store.rows<{ sensor: string; device: string; lastUs: number }>(
    `SELECT "sensor", any_value("device") AS "device", max("time") AS "lastUs" FROM events
     WHERE "device" IS NOT NULL GROUP BY "sensor" ORDER BY count(*) DESC, "sensor" LIMIT 1`,
  )
  const host = hosts[Math.floor(hosts.length / 3)]?.value
  const rareHost = hosts.at(-1)?.value
  if (busy === undefined || host === undefined || rareHost === undefined)
    throw new Error('the generated events have no device or no host')
  return { host, rareHost, device: busy.device, sensor: busy.sensor, dayEndUs: busy.lastUs }
}

/** The filters of the first page: frequent, rare, by text, by regular expression, with and without a match. */
function filters(facts: QuestionFacts): string[] {
  return [
    '',
    'type:TextInput inputType:password',
    'severity:high',
    `host:${facts.host}`,
    `host:${facts.rareHost}`,
    `device:${facts.device}`,
    'mail',
    '~/[a-z]+[0-9]/~',
    'zzqqxxvv',
    '~q{7}z[0-9]~',
  ]
}

export function questionsOf(facts: QuestionFacts, events: number): Question[] {
  const targetMs = events > manyEvents ? 3000 : 300
  const { sensor, dayEndUs, host } = facts
  const day = { sensor, fromUs: dayEndUs - dayUs, toUs: dayEndUs }
  return [
    ...filters(facts).map((text): Question => {
      const query = queryOf(text)
      const name = `first page of \`${text === '' ? 'everything' : text}\``
      return { name, targetMs, query, kind: 'page', ask: store => findPage(store, { query }) }
    }),
    { name: 'histogram by hour and type', targetMs: 500, kind: 'histogram', ask: store => histogram(store) },
    { name: 'facets of 12 fields', targetMs: 1000, kind: 'facets', ask: store => facets(store) },
    {
      name: 'session tree of a sensor-day',
      targetMs: 300,
      kind: 'session',
      ask: store => session(store, day),
    },
    {
      name: 'first seen',
      targetMs: 50,
      kind: 'first seen',
      ask: store => firstSeen(store, { kind: 'host', value: host }),
    },
  ]
}

function queryOf(text: string): Query {
  const read = parseQuery(text, { nowUs: Date.now() * 1000 })
  if (read.status === 'ok') return read.query
  throw new Error(`${text}: ${read.message}`)
}
