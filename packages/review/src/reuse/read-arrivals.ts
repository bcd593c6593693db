import type { Store } from '../store/open-store.ts'
import type { Step } from './arrival.ts'
import type { ReusePair } from './pairs.ts'

/** What is looked at before and after an entry. */
const beforeUs = 7_200_000_000
const afterUs = 600_000_000

const query = `
  WITH wanted AS (
    SELECT unnest($sensors) AS "sensor", unnest($froms)::BIGINT AS "from", unnest($tos)::BIGINT AS "to"),
  near AS (
    SELECT DISTINCT e."sensor", e."time", e."type", e."hostname", e."tab", e."frame", e."windowReference",
      e."isTopLevelWindow", e."topLevelWindowReference"
    FROM events e JOIN wanted w ON e."sensor" = w."sensor" AND e."time" BETWEEN w."from" AND w."to"
    WHERE e."type" IN ('Window', 'WindowLocation')),
  windows AS (
    SELECT "sensor", "time", any_value("isTopLevelWindow") AS "isTop", any_value("topLevelWindowReference") AS "topWindow"
    FROM near WHERE "type" = 'Window' GROUP BY "sensor", "time")
  SELECT n."sensor", n."time", n."hostname", n."tab", n."windowReference" AS "window", w."topWindow",
    coalesce(n."frame" = 0, w."isTop", true) AS "isTop"
  FROM near n LEFT JOIN windows w ON w."sensor" = n."sensor" AND w."time" = n."windowReference"
  WHERE n."type" = 'WindowLocation' AND n."hostname" <> ''
  ORDER BY n."sensor", n."time"`

/** The addresses that a sensor saw around the entry of each pair, oldest first, by sensor. */
export async function readSteps(
  store: Pick<Store, 'rows'>,
  pairs: readonly ReusePair[],
): Promise<Map<string, Step[]>> {
  if (pairs.length === 0) return new Map()
  const rows = await store.rows<Step & { sensor: string }>(query, {
    sensors: pairs.map(({ sensor }) => sensor),
    froms: pairs.map(({ other }) => String(other.firstTime - beforeUs)),
    tos: pairs.map(({ other }) => String(other.firstTime + afterUs)),
  })
  return Map.groupBy(rows, ({ sensor }) => sensor)
}

/** Those of them around one entry. */
export function stepsAround(steps: readonly Step[], { other }: ReusePair): Step[] {
  return steps.filter(({ time }) => time >= other.firstTime - beforeUs && time <= other.firstTime + afterUs)
}
