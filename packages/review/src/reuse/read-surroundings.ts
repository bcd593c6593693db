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
const query = `
  WITH wanted AS (
    SELECT DISTINCT "sensor", unnest(range("from" // ${sliceUs}, "to" // ${sliceUs} + 1)) AS "slice"
    FROM (SELECT unnest($sensors) AS "sensor", unnest($froms)::BIGINT AS "from", unnest($tos)::BIGINT AS "to")),
  near AS (
    SELECT "sensor", "time", "type", "hostname", "tab", "frame", "windowReference", "windowLocationReference" AS "page",
      "isTopLevelWindow", "topLevelWindowReference", "hashKeyId", "textHash"
    FROM (SELECT *, "time" // ${sliceUs} AS "slice" FROM events WHERE "type" IN ('Window', 'WindowLocation', 'TextInput')) e
    SEMI JOIN wanted USING ("sensor", "slice")),
  windows AS (
    SELECT "sensor", "time", any_value("isTopLevelWindow") AS "isTop", any_value("topLevelWindowReference") AS "topWindow"
    FROM near WHERE "type" = 'Window' GROUP BY "sensor", "time")
  SELECT n."sensor", n."time"::DOUBLE AS "time", n."hostname", n."tab"::DOUBLE AS "tab",
    n."windowReference"::DOUBLE AS "window", w."topWindow"::DOUBLE AS "topWindow", n."page"::DOUBLE AS "page",
    coalesce(n."frame" = 0, w."isTop", true) AS "isTop",
    CASE WHEN "type" = 'TextInput' THEN hash(n."sensor", n."hashKeyId", n."textHash")::VARCHAR END AS "text"
  FROM near n LEFT JOIN windows w ON w."sensor" = n."sensor" AND w."time" = n."windowReference"
  WHERE n."type" <> 'Window' AND n."hostname" <> '' AND (n."type" = 'WindowLocation' OR hash(n."sensor", n."hashKeyId", n."textHash")::VARCHAR IN (SELECT unnest($texts)))
  ORDER BY n."sensor", n."time"`

interface Row extends Step {
  sensor: string
  page: number | null
  /** null for an address. */
  text: string | null
}

type Knowledge = Pick<FactSources, 'siteOf' | 'families'>

/** What happened right around each entry: how the user came there, and what followed. */
export async function readSurroundings(
  store: Pick<Store, 'rows'>,
  pairs: readonly ReusePair[],
  knowledge: Knowledge,
): Promise<(pair: ReusePair) => Surroundings> {
  const rows = await store.rows<Row>(query, {
    sensors: pairs.map(({ sensor }) => sensor),
    froms: pairs.map(({ other }) => String(other.firstTime - beforeUs)),
    tos: pairs.map(({ other }) => String(other.firstTime + afterUs)),
    texts: [...new Set(pairs.map(({ text }) => text))],
  })
  const bySensor = Map.groupBy(rows, ({ sensor }) => sensor)
  return pair => {
    const { other, home, sensor, text } = pair
    const near = (bySensor.get(sensor) ?? []).filter(
      ({ time }) => time >= other.firstTime - beforeUs && time <= other.firstTime + afterUs,
    )
    const entry = { time: other.firstTime, page: other.page, site: other.site, home: home.site }
    const steps = near.filter(row => row.text === null)
    const typed = near.filter(row => row.text === text && row.time > other.firstTime)
    return { arrival: arrivalAt(entry, steps, knowledge), after: afterOf(pair, typed, knowledge) }
  }
}

/** @param typed the same text after the entry, oldest first */
function afterOf(
  { other, home }: ReusePair,
  typed: readonly Row[],
  { siteOf }: Knowledge,
): Surroundings['after'] {
  const there = typed.filter(({ hostname }) => siteOf(hostname).site === other.site)
  const isSameForm = ({ page, time }: Row) => page === other.page && time <= other.firstTime + sameFormUs
  const atHome = typed.find(({ hostname }) => siteOf(hostname).site === home.site)
  return {
    isNewAccount: there.some(isSameForm),
    isAskedAgain: there.some(row => !isSameForm(row)),
    homeTypedUs: atHome === undefined ? undefined : atHome.time - other.firstTime,
  }
}
