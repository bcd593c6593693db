import type { Problem } from '@weaklayer/wire'
import type { Json } from '../json.ts'

/** Characters that XML 1.0 cannot hold, and that registry editors cut texts at. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find.
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

/** Texts that not every policy format can carry, each with its place. */
export function unwritableTexts(value: Json, path = ''): Problem[] {
  if (typeof value === 'string') return unwritable.test(value) || !value.isWellFormed() ? [problem(path)] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) =>
    unwritableTexts(member as Json, path === '' ? key : `${path}.${key}`),
  )
}

function problem(path: string): Problem {
  return {
    path,
    message: 'holds a control character or half of a character, which policy files cannot carry',
    todo: 'Remove it; tabs and line feeds may stay.',
  }
}
