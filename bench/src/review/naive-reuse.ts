import type { Store } from '@weaklayer/review'

/** What one SELECT tells: a text that a sensor typed at one host, and later in a password field of another one, newest first. */
export function naiveReuse(store: Store): Promise<{ sensor: string; hostname: string }[]> {
  return store.rows(`
    WITH uses AS (
      SELECT "sensor", "hashKeyId", "textHash", "hostname", min("time") AS "first"
      FROM events
      WHERE "type" = 'TextInput' AND "inputType" = 'password' AND octet_length("textHash") > 0
      GROUP BY ALL)
    SELECT "sensor", "hostname", max("first") AS "at"
    FROM (SELECT *, min("first") OVER (PARTITION BY "sensor", "hashKeyId", "textHash") AS "earliest" FROM uses)
    WHERE "first" > "earliest" GROUP BY "sensor", "hostname" ORDER BY "at" DESC`)
}
