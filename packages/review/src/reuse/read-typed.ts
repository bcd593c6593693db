import type { Store } from '../store/open-store.ts'
import type { PasswordUse, Repeat, Sighting } from './sighting.ts'

/** Shorter texts are easy to meet twice by chance, and first-generation sensors send the first character typed. */
const leastCharacters = 6
/** As short as passwords are that tell who has an account at a site. */
const leastOfPassword = 4
/** Whoever types on within this time and makes the text longer had not finished it. */
const typingOnUs = 15_000_000

/** All that was typed, as far as the question is about it. */
export interface Typed {
  /**
   * Texts that were typed at more than one host, at least once in a password field. Counted are whole texts of at least six
   * characters in fields of one line; of a text that grows while it is typed, only the end. A bucket of lengths counts with
   * its lower bound.
   */
  sightings: Sighting[]
  passwords: PasswordUse[]
  /** Uses of those texts that follow another use of the same one within `repeatUs`. */
  repeats: Repeat[]
}

/** One look at all fields tells all of it: most of the time goes into reading them. */
const query = `
  WITH typed AS MATERIALIZED (
    SELECT "sensor", "hostname", "time", "inputType", "textLength", "filled", "group", "label", "device", "user",
      "windowLocationReference" AS "page",
      CASE WHEN octet_length("textHash") > 0 THEN hash("sensor", "hashKeyId", "textHash") END AS "text"
    FROM events
    WHERE "type" = 'TextInput' AND "hostname" <> '' AND "inputType" NOT IN ('textarea', 'contenteditable')),
  passwords AS MATERIALIZED (
    SELECT DISTINCT "text" FROM typed
    WHERE "inputType" = 'password' AND "textLength" >= ${leastCharacters} AND "text" IS NOT NULL),
  shared AS MATERIALIZED (
    SELECT "text" FROM typed SEMI JOIN passwords USING ("text")
    GROUP BY "text" HAVING min("hostname") <> max("hostname")),
  uses AS MATERIALIZED (SELECT "text", "sensor", "hostname", "time", "page" FROM typed SEMI JOIN shared USING ("text")),
  pages AS MATERIALIZED (SELECT DISTINCT "sensor", "page" FROM uses),
  fields AS (
    SELECT *, lead("time") OVER field AS "nextTime", lead("textLength") OVER field AS "nextLength"
    FROM typed SEMI JOIN pages USING ("sensor", "page") WHERE "text" IS NOT NULL
    WINDOW field AS (PARTITION BY "sensor", "page", "inputType" ORDER BY "time")),
  entries AS (
    SELECT * FROM fields SEMI JOIN shared USING ("text")
    WHERE "textLength" >= ${leastCharacters}
      AND NOT coalesce("nextTime" - "time" <= ${typingOnUs} AND "nextLength" > "textLength", false)),
  sequences AS (
    SELECT *, lag("time") OVER (PARTITION BY "text" ORDER BY "time") AS "lastTime" FROM uses)
  SELECT 'sighting' AS "kind", "text"::VARCHAR AS "text", "hostname", any_value("sensor") AS "sensor",
    arg_max("group", "time") AS "group", arg_max("label", "time") AS "label",
    arg_max("device", "time") AS "device", arg_max("user", "time") AS "user",
    min("time")::DOUBLE AS "firstTime", max("time")::DOUBLE AS "lastTime", count(*)::INTEGER AS "uses",
    (count(*) FILTER ("inputType" = 'password'))::INTEGER AS "passwordUses",
    (min("time") FILTER ("inputType" = 'password'))::DOUBLE AS "firstPasswordTime",
    count(DISTINCT "time" // 86400000000)::INTEGER AS "days",
    arg_min("inputType", "time") AS "inputType", arg_min("textLength", "time") AS "textLength",
    arg_min_null("filled", "time") AS "filled", arg_min("page", "time")::DOUBLE AS "page"
  FROM entries GROUP BY "entries"."text", "hostname"
  UNION ALL BY NAME
  SELECT 'password' AS "kind", CASE WHEN "textLength" >= ${leastOfPassword} THEN "text" END::VARCHAR AS "text",
    "hostname", "sensor", min("time")::DOUBLE AS "firstTime"
  FROM typed WHERE "inputType" = 'password' GROUP BY ALL
  UNION ALL BY NAME
  SELECT 'repeat' AS "kind", "text"::VARCHAR AS "text", "hostname", "time"::DOUBLE AS "firstTime", "page"::DOUBLE AS "page"
  FROM sequences WHERE "time" - "lastTime" <= $repeatUs`

type TypedRow =
  | (Sighting & { kind: 'sighting' })
  | (PasswordUse & { kind: 'password' })
  | (Repeat & { kind: 'repeat' })

export async function readTyped(store: Pick<Store, 'rows'>, repeatUs: number): Promise<Typed> {
  const rows = await store.rows<TypedRow>(query, { repeatUs })
  return {
    sightings: rows.filter(row => row.kind === 'sighting'),
    passwords: rows.filter(row => row.kind === 'password'),
    repeats: rows.filter(row => row.kind === 'repeat'),
  }
}
