import { join } from 'node:path'
import type { Duck } from '../duck/duck.ts'
import { sqlText } from '../duck/sql-text.ts'
import type { TextNeed } from '../query/query.ts'
import { createParameters } from '../query/query-parameters.ts'
import type { EventPart } from './event-parts.ts'
import { type StoreFault, whatIsWrong } from './fault-tolerance.ts'
import { mayHold } from './text-blocks.ts'

interface TextLists {
  duck: Duck
  directory: string
  /** Lists that cannot be read: their pieces are read themselves. */
  faults: StoreFault[]
}

/** The pieces of which the lists of texts say that an event may meet all needs, and those without a list. */
export async function partsWithTexts(
  lists: TextLists,
  parts: readonly EventPart[],
  needs: readonly TextNeed[],
): Promise<EventPart[]> {
  const isListed = ({ texts }: EventPart) =>
    texts !== undefined && !lists.faults.some(({ path }) => path === texts)
  let left = [...parts]
  for (const need of needs) {
    const listed = left.filter(isListed).map(({ texts }) => texts as string)
    if (listed.length === 0) break
    const matching = await listsMeeting(lists, listed, need)
    left = left.filter(part => !isListed(part) || matching.has(part.texts as string))
  }
  return left
}

/** When they cannot be read together, each is by itself: a faulty one counts as one that matches. */
async function listsMeeting(
  lists: TextLists,
  paths: readonly string[],
  need: TextNeed,
): Promise<Set<string>> {
  try {
    return await matching(lists, paths, need)
  } catch (error) {
    const found = new Set<string>()
    let faulty = false
    for (const path of paths) {
      const message = await whatIsWrong(lists.duck, join(lists.directory, path))
      if (message === undefined && !(await matching(lists, [path], need)).has(path)) continue
      found.add(path)
      faulty ||= message !== undefined
      if (message !== undefined) lists.faults.push({ path, message })
    }
    if (!faulty) throw error
    return found
  }
}

async function matching({ duck, directory }: TextLists, paths: readonly string[], { anyOf }: TextNeed) {
  const { values, bind } = createParameters()
  const condition = anyOf.map(needed => mayHold(needed, bind)).join(' OR ')
  const files = paths.map(path => sqlText(join(directory, path)))
  const rows = await duck.rows<{ filename: string }>(
    `SELECT DISTINCT "filename" FROM read_parquet([${files.join(', ')}], filename = true) WHERE ${condition}`,
    values,
  )
  const found = new Set(rows.map(({ filename }) => filename))
  return new Set(paths.filter(path => found.has(join(directory, path))))
}
