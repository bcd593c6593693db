import type { Store } from '../store/open-store.ts'
import type { Sighting } from './sighting.ts'

/** Shorter texts are easy to meet twice by chance, and first-generation sensors send the first character typed. */
const leastCharacters = 6
/** Whoever types on within this time and makes the text longer had not finished it. */
const typingOnUs = 15_000_000

/**
 * Texts that were typed at more than one host, at least once in a password field. Counted are whole texts of at least six characters
 * in fields of one line; of a text that grows while it is typed, only the end. A bucket of lengths counts with its lower bound.
 */
const query = `
  WITH typed AS (
    SELECT "sensor", "hashKeyId", "textHash", "hostname", "time", "inputType", "textLength", "filled", "group", "label", "device", "user",
      "windowLocationReference" AS "page", hash("sensor", "hashKeyId", "textHash") AS "text"
    FROM events
    WHERE "type" = 'TextInput' AND octet_length("textHash") > 0 AND "hostname" <> ''
      AND "inputType" NOT IN ('textarea', 'contenteditable')),
  passwords AS MATERIALIZED (
    SELECT DISTINCT "text" FROM typed WHERE "inputType" = 'password' AND "textLength" >= $leastCharacters),
  shared AS MATERIALIZED (
    SELECT "text" FROM typed SEMI JOIN passwords USING ("text")
    GROUP BY "text" HAVING min("hostname") <> max("hostname")),
  pages AS MATERIALIZED (SELECT DISTINCT "sensor", "page" FROM typed SEMI JOIN shared USING ("text")),
  fields AS (
    SELECT *, lead("time") OVER field AS "nextTime", lead("textLength") OVER field AS "nextLength"
    FROM typed SEMI JOIN pages USING ("sensor", "page")
    WINDOW field AS (PARTITION BY "sensor", "page", "inputType" ORDER BY "time")),
  entries AS (
    SELECT * FROM fields SEMI JOIN shared USING ("text")
    WHERE "textLength" >= $leastCharacters
      AND NOT coalesce("nextTime" - "time" <= ${typingOnUs} AND "nextLength" > "textLength", false))
  SELECT "text"::VARCHAR AS "text", "hostname",
    any_value("sensor") AS "sensor", any_value("hashKeyId") AS "hashKeyId",
    arg_max("group", "time") AS "group", arg_max("label", "time") AS "label",
    arg_max("device", "time") AS "device", arg_max("user", "time") AS "user",
    min("time") AS "firstTime", max("time") AS "lastTime", count(*) AS "uses",
    count(*) FILTER ("inputType" = 'password') AS "passwordUses",
    min("time") FILTER ("inputType" = 'password') AS "firstPasswordTime",
    count(DISTINCT "time" // 86400000000) AS "days",
    arg_min("inputType", "time") AS "inputType", arg_min("textLength", "time") AS "textLength",
    arg_min_null("filled", "time") AS "filled", arg_min("page", "time") AS "page"
  FROM entries GROUP BY "entries"."text", "hostname"`

export function readSightings(store: Pick<Store, 'rows'>): Promise<Sighting[]> {
  return store.rows<Sighting>(query, { leastCharacters })
}
