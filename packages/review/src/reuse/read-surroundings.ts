import type { Store } from '../store/open-store.ts'
import { arrivalAt, type Step } from './arrival.ts'
import type { FactSources, Surroundings } from './facts-of.ts'
import type { ReusePair } from './pairs.ts'

/** What is looked at before and after an entry. */
const beforeUs = 2_700_000_000
const afterUs = 900_000_000
/** Events are looked up by sensor and slice of time: a join by equal values is fast. */
const sliceUs = 900_000_000
const sameFormUs = 30_000_000

/** Times are read as DOUBLE, which is exact for them and much faster to hand over than BIGINT. */
const wanted = `
  WITH wanted AS MATERIALIZED (
    SELECT DISTINCT "sensor", unnest(range("from" // ${sliceUs}, "to" // ${sliceUs} + 1)) AS "slice"
    FROM (SELECT unnest($sensors) AS "sensor", unnest($froms)::BIGINT AS "from", unnest($tos)::BIGINT AS "to"))`
const stepQuery = `${wanted}
  SELECT "sensor", "time"::DOUBLE AS "time", "hostname", "tab"::DOUBLE AS "tab", "windowReference"::DOUBLE AS "window",
    "frame"::DOUBLE AS "frame"
  FROM (SELECT *, "time" // ${sliceUs} AS "slice" FROM events WHERE "type" = 'WindowLocation' AND "hostname" <> '') e
  SEMI JOIN wanted USING ("sensor", "slice") ORDER BY "sensor", "time"`
/** Only for first-generation sensors, which do not number frames. */
const windowQuery = `${wanted}
  SELECT "sensor", "time"::DOUBLE AS "time", any_value("isTopLevelWindow") AS "isTop",
    any_value("topLevelWindowReference")::DOUBLE AS "topWindow"
  FROM (SELECT *, "time" // ${sliceUs} AS "slice" FROM events WHERE "type" = 'Window') e
  SEMI JOIN wanted USING ("sensor", "slice") GROUP BY "sensor", "time"`
const typedQuery = `${wanted}
  SELECT "sensor", "time"::DOUBLE AS "time", "hostname", "windowLocationReference"::DOUBLE AS "page", "text"
  FROM (
    SELECT *, "time" // ${sliceUs} AS "slice", hash("sensor", "hashKeyId", "textHash")::VARCHAR AS "text"
    FROM events WHERE "type" = 'TextInput' AND "hostname" <> '') e
  SEMI JOIN wanted USING ("sensor", "slice")
  WHERE "text" IN (SELECT unnest($texts)) ORDER BY "sensor", "time"`

interface StepRow extends Pick<Step, 'time' | 'hostname' | 'tab' | 'window'> {
  sensor: string
  frame: number | null
}

interface WindowRow {
  sensor: string
  time: number
  isTop: boolean | null
  topWindow: number | null
}

interface TypedRow {
  sensor: string
  time: number
  hostname: string
  page: number | null
  text: string
}

type Knowledge = Pick<FactSources, 'siteOf' | 'families'>

/** What happened right around each entry: how the user came there, and what followed. */
export async function readSurroundings(
  store: Pick<Store, 'rows'>,
  pairs: readonly ReusePair[],
  knowledge: Knowledge,
): Promise<(pair: ReusePair) => Surroundings> {
  const slices = {
    sensors: pairs.map(({ sensor }) => sensor),
    froms: pairs.map(({ other }) => String(other.firstTime - beforeUs)),
    tos: pairs.map(({ other }) => String(other.firstTime + afterUs)),
  }
  const texts = [...new Set(pairs.map(({ text }) => text))]
  const [rows, typedRows] = await Promise.all([
    store.rows<StepRow>(stepQuery, slices),
    store.rows<TypedRow>(typedQuery, { ...slices, texts }),
  ])
  const isPlain = rows.every(({ frame }) => frame !== null)
  const windows = isPlain ? [] : await store.rows<WindowRow>(windowQuery, slices)
  const steps = Map.groupBy(stepsOf(rows, windows), ({ sensor }) => sensor)
  const typed = Map.groupBy(typedRows, ({ sensor, text }) => `${sensor} ${text}`)
  return pair => {
    const { other, home, sensor, text } = pair
    const entry = { time: other.firstTime, page: other.page, site: other.site, home: home.site }
    const isNear = ({ time }: { time: number }) =>
      time >= other.firstTime - beforeUs && time <= other.firstTime + afterUs
    const again = (typed.get(`${sensor} ${text}`) ?? []).filter(
      one => isNear(one) && one.time > other.firstTime,
    )
    return {
      arrival: arrivalAt(entry, (steps.get(sensor) ?? []).filter(isNear), knowledge),
      after: afterOf(pair, again, knowledge),
    }
  }
}

function stepsOf(rows: readonly StepRow[], windows: readonly WindowRow[]): (Step & { sensor: string })[] {
  const known = new Map(windows.map(one => [`${one.sensor} ${one.time}`, one]))
  return rows.map(({ frame, ...row }) => {
    const window = known.get(`${row.sensor} ${row.window}`)
    const isTop = frame === null ? (window?.isTop ?? true) : frame === 0
    return { ...row, isTop, topWindow: window?.topWindow ?? null }
  })
}

/** @param typed the same text after the entry, oldest first */
function afterOf(
  { other, home }: ReusePair,
  typed: readonly TypedRow[],
  { siteOf }: Knowledge,
): Surroundings['after'] {
  const there = typed.filter(({ hostname }) => siteOf(hostname).site === other.site)
  const isSameForm = ({ page, time }: TypedRow) => page === other.page && time <= other.firstTime + sameFormUs
  const atHome = typed.find(({ hostname }) => siteOf(hostname).site === home.site)
  return {
    isNewAccount: there.some(isSameForm),
    isAskedAgain: there.some(row => !isSameForm(row)),
    homeTypedUs: atHome === undefined ? undefined : atHome.time - other.firstTime,
  }
}
