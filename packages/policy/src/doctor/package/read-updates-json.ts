import * as z from 'zod'
import { compareVersions } from '../../package/version.ts'

const version = z.string().regex(/^\d{1,10}(\.\d{1,10}){0,3}$/)

/** Source: https://extensionworkshop.com/documentation/manage/updating-your-extension/ */
const updatesJson = z.looseObject({
  addons: z.record(
    z.string(),
    z.looseObject({
      updates: z.array(
        z.looseObject({ version, update_link: z.string().optional(), update_hash: z.string().optional() }),
      ),
    }),
  ),
})

export interface AddOnUpdate {
  version: string
  link?: string
  /** `sha256:…` or `sha512:…`. */
  hash?: string
}

export type UpdatesJson =
  | { status: 'ok'; newest: AddOnUpdate | undefined; ids: string[] }
  | { status: 'invalid' }

/** Reads Firefox's `updates.json`: the newest update of an add-on, undefined where it has none. */
export function readUpdatesJson(bytes: Uint8Array, id: string): UpdatesJson {
  const parsed = updatesJson.safeParse(jsonOrUndefined(bytes))
  if (!parsed.success) return { status: 'invalid' }
  const { addons } = parsed.data
  const updates = Object.hasOwn(addons, id) ? (addons[id]?.updates ?? []) : []
  const newest = updates.toSorted((left, right) => compareVersions(right.version, left.version))[0]
  const { update_link: link, update_hash: hash } = newest ?? {}
  return {
    status: 'ok',
    ids: Object.keys(addons),
    newest: newest && { version: newest.version, ...(link && { link }), ...(hash && { hash }) },
  }
}

function jsonOrUndefined(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown
  } catch {
    return undefined
  }
}
