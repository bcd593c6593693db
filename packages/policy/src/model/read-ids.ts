import type { Problem } from '@weaklayer/wire'
import { isJsonObject } from '../json.ts'
import type { PackageIds } from './policy-model.ts'
import type { Reading } from './read-addresses.ts'

const shapes: Record<keyof PackageIds, { pattern: RegExp; expected: string }> = {
  version: { pattern: /^\d{1,9}(\.\d{1,9}){0,3}$/, expected: 'expected a version such as 1.2.0' },
  chromium: { pattern: /^[a-p]{32}$/, expected: 'expected 32 letters from a to p' },
  firefox: {
    pattern: /^[\w.+-]{1,64}@[\w.-]{1,64}$|^\{[0-9a-f-]{36}\}$/i,
    expected: 'expected an id such as sensor@weaklayer.org',
  },
}

/** Reads `ids.json` as `weaklayer package` writes it. */
export function readIds(raw: unknown, file: string): Reading<PackageIds> {
  const todo = 'Take the ids.json that `weaklayer package` wrote beside the packages.'
  if (!isJsonObject(raw))
    return { value: undefined, problems: [{ path: file, message: 'expected an object', todo }], warnings: [] }
  const problems: Problem[] = Object.entries(shapes).flatMap(([key, { pattern, expected }]) => {
    const value = Object.hasOwn(raw, key) ? raw[key] : undefined
    if (typeof value === 'string' && pattern.test(value)) return []
    const message = value === undefined ? `missing, ${expected}` : expected
    return [{ path: `${file}: ${key}`, message, todo }]
  })
  const { version, chromium, firefox } = raw as unknown as PackageIds
  return { value: problems.length === 0 ? { version, chromium, firefox } : undefined, problems, warnings: [] }
}
