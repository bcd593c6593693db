import type { Store } from '../store/open-store.ts'

/** A sensor as people know it: as its events said last. */
export interface NamedSensor {
  sensor: string
  group: string
  label: string | null
  device: string | null
  user: string | null
  lastUs: number
}

const mostFound = 100

/** The sensors that a word means: their id, how it begins (from 4 characters), their label, device or user; at most 100. */
export async function whichSensors(store: Store, word: string): Promise<NamedSensor[]> {
  const start = /^[0-9a-f-]{4,36}$/i.test(word) ? word.toLowerCase() : ''
  return await store.rows<NamedSensor>(
    `SELECT "sensor", any_value("group") AS "group", arg_max("label", "time") AS "label",
       arg_max("device", "time") AS "device", arg_max("user", "time") AS "user", max("time") AS "lastUs"
     FROM events
     WHERE "sensor" = $word OR ($start <> '' AND starts_with("sensor", $start)) OR lower("label") = lower($word)
       OR lower("device") = lower($word) OR lower("user") = lower($word)
     GROUP BY "sensor" ORDER BY "lastUs" DESC LIMIT ${mostFound}`,
    { word, start },
  )
}
