import { sqlName } from '../../duck/sql-text.ts'
import { eventColumns } from '../../query/event-columns.ts'
import type { EventsFile } from '../manifest.ts'
import type { StoreWriter } from '../store-writer.ts'
import type { Doubles } from './find-doubles.ts'
import { filesWithPath, forgetFile, knowFile } from './ingest-state.ts'
import { insertObjects } from './insert-objects.ts'
import { writeEvents } from './write-batch.ts'

/** Writes stored events that turned out to be in conflict anew, with the flag; gives all files of events. */
export async function markConflicts(writer: StoreWriter, marks: Doubles['marks']): Promise<EventsFile[]> {
  const { duck, directory } = writer
  const paths = new Set(marks.map(({ path }) => path))
  const files: EventsFile[] = []
  for (const file of writer.manifest().events) {
    if (!paths.has(file.path)) {
      files.push(file)
      continue
    }
    await duck.run('CREATE OR REPLACE TABLE marks (path VARCHAR, sensor VARCHAR, epoch VARCHAR, seq BIGINT)')
    await insertObjects(
      duck,
      'marks',
      marks.filter(({ path }) => path === file.path),
    )
    const isMarked =
      'EXISTS (SELECT 1 FROM marks m WHERE m.sensor = e.sensor AND m.epoch = e.epoch AND m.seq = e.seq)'
    const columns = eventColumns.map(({ name }) =>
      name === 'conflict' ? `conflict OR ${isMarked} AS conflict` : sqlName(name),
    )
    const from = `(SELECT ${columns.join(', ')} FROM ${filesWithPath(directory, [file.path])} e)`
    const written = await writeEvents(writer, { day: file.day, group: file.group, from })
    await forgetFile(duck, file.path)
    await knowFile(duck, written, from)
    files.push(file.texts === undefined ? written : { ...written, texts: file.texts })
  }
  return files
}
