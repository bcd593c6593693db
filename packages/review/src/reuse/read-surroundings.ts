import type { Store } from '../store/open-store.ts'
import { arrivalAt, type Step } from './arrival.ts'
import type { FactSources, Surroundings } from './facts-of.ts'
import type { ReusePair } from './pairs.ts'
import type { Repeat } from './sighting.ts'

/** What is looked at before an entry. */
const beforeUs = 2_700_000_000
/** What follows is looked at for so long. */
export const repeatUs = 900_000_000
/** Events are looked up by sensor and slice of time: a join by equal values is fast. */
const sliceUs = 900_000_000
const sameFormUs = 30_000_000

/** Times are read as DOUBLE, which is exact for them and much faster to hand over than BIGINT. */
const wanted = `
  WITH wanted AS MATERIALIZED (
    SELECT DISTINCT "sensor", unnest(range("from" // ${sliceUs}, "to" // ${sliceUs} + 1)) AS "slice"
    FROM (SELECT unnest($sensors) AS "sensor", unnest($froms)::BIGINT AS "from", unnest($tos)::BIGINT AS "to"))`
const stepQuery = (window: string) => `${wanted}
  SELECT "sensor", "time"::DOUBLE AS "time", "hostname", "tab"::DOUBLE AS "tab", ${window}::DOUBLE AS "window",
    "frame"::DOUBLE AS "frame"
  FROM (SELECT *, "time" // ${sliceUs} AS "slice" FROM events WHERE "type" = 'WindowLocation' AND "hostname" <> '') e
  SEMI JOIN wanted USING ("sensor", "slice") ORDER BY "sensor", "time"`
/** Only for first-generation sensors, which do not number frames. */
const windowQuery = `${wanted}
  SELECT "sensor", "time"::DOUBLE AS "time", any_value("isTopLevelWindow") AS "isTop",
    any_value("topLevelWindowReference")::DOUBLE AS "topWindow"
  FROM (SELECT *, "time" // ${sliceUs} AS "slice" FROM events WHERE "type" = 'Window') e
  SEMI JOIN wanted USING ("sensor", "slice") GROUP BY "sensor", "time"`

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

interface Knowledge extends Pick<FactSources, 'siteOf' | 'families'> {
  repeats: readonly Repeat[]
}

/** What happened right around each entry: how the user came there, and what followed. */
export async function readSurroundings(
  store: Pick<Store, 'rows'>,
  pairs: readonly ReusePair[],
  knowledge: Knowledge,
): Promise<(pair: ReusePair) => Surroundings> {
  const slices = {
    sensors: pairs.map(({ sensor }) => sensor),
    froms: pairs.map(({ other }) => String(other.firstTime - beforeUs)),
    tos: pairs.map(({ other }) => String(other.firstTime + repeatUs)),
  }
  const { rows, windows } = await readSteps(store, slices)
  const steps = Map.groupBy(stepsOf(rows, windows), ({ sensor }) => sensor)
  const repeats = Map.groupBy(knowledge.repeats, ({ text }) => text)
  return pair => {
    const { other, home, sensor, text } = pair
    const entry = { time: other.firstTime, page: other.page, site: other.site, home: home.site }
    const isNear = (step: Step) =>
      step.time >= other.firstTime - beforeUs && step.time <= other.firstTime + repeatUs
    const again = (repeats.get(text) ?? []).filter(
      ({ firstTime }) => firstTime > other.firstTime && firstTime <= other.firstTime + repeatUs,
    )
    return {
      arrival: arrivalAt(entry, (steps.get(sensor) ?? []).filter(isNear), knowledge),
      after: afterOf(pair, again, knowledge),
    }
  }
}

/** What sensors that number frames say is enough; where one does not, windows are read, too. */
async function readSteps(
  store: Pick<Store, 'rows'>,
  slices: { sensors: string[]; froms: string[]; tos: string[] },
): Promise<{ rows: StepRow[]; windows: WindowRow[] }> {
  const rows = await store.rows<StepRow>(stepQuery('NULL'), slices)
  if (rows.every(({ frame }) => frame !== null)) return { rows, windows: [] }
  const [withWindows, windows] = await Promise.all([
    store.rows<StepRow>(stepQuery('"windowReference"'), slices),
    store.rows<WindowRow>(windowQuery, slices),
  ])
  return { rows: withWindows, windows }
}

function stepsOf(rows: readonly StepRow[], windows: readonly WindowRow[]): (Step & { sensor: string })[] {
  const known = new Map(windows.map(one => [`${one.sensor} ${one.time}`, one]))
  return rows.map(({ frame, ...row }) => {
    const window = known.get(`${row.sensor} ${row.window}`)
    const isTop = frame === null ? (window?.isTop ?? true) : frame === 0
    return { ...row, isTop, topWindow: window?.topWindow ?? null }
  })
}

/** @param again uses of the same text after the entry, in any order */
function afterOf(
  { other, home }: ReusePair,
  again: readonly Repeat[],
  { siteOf }: Knowledge,
): Surroundings['after'] {
  const there = again.filter(({ hostname }) => siteOf(hostname).site === other.site)
  const isSameForm = ({ page, firstTime }: Repeat) =>
    page === other.page && firstTime <= other.firstTime + sameFormUs
  const atHome = again.filter(({ hostname }) => siteOf(hostname).site === home.site)
  return {
    isNewAccount: there.some(isSameForm),
    isAskedAgain: there.some(use => !isSameForm(use)),
    homeTypedUs:
      atHome.length === 0
        ? undefined
        : Math.min(...atHome.map(({ firstTime }) => firstTime)) - other.firstTime,
  }
}
