import { expect, test } from 'vitest'
import { eventFileOf, listEventFiles } from './event-files.ts'
import { sampleDirectory, sampleGroup } from './sample-events.ts'

test.each([
  ['1763760000000000-1763760300000000.ndjson', { endUs: 1_763_760_300_000_000, format: 'lines' }],
  ['1763760000000000-1763760300000000-2.ndjson', { endUs: 1_763_760_300_000_000, format: 'lines' }],
  ['1763760000000000-1763760300000000.json', { endUs: 1_763_760_300_000_000, format: 'array' }],
  ['1763760000000000-1763760300000000.w2.ndjson', { endUs: 1_763_760_300_000_000, format: 'lines' }],
  ['1763760000000000-1763760300000000.w12.json', { endUs: 1_763_760_300_000_000, format: 'array' }],
  ['.1763760000000000.ndjson', { format: 'lines' }],
  ['.1763760000000000.w2.ndjson', { format: 'lines' }],
  ['.1763760000000000-worker1-a1b2.ndjson', { format: 'lines' }],
  ['.1763760000000000.json', { format: 'array' }],
])('%s is a file of events', (name, expected) => {
  expect(eventFileOf('events', name)).toMatchObject({ startUs: 1_763_760_000_000_000, ...expected })
})

test.each([
  ['notes.txt'],
  ['.1763760000000000.json.replay'],
  ['1763760000000000.ndjson'],
  ['.lock'],
  ['1-2.ndjson.gz'],
])('%s is not a file of events', name => {
  expect(eventFileOf('events', name)).toBeUndefined()
})

test('files come in the order in which they were opened, over all groups, and never from other folders', async () => {
  const other = '00000000-0000-4000-8000-000000000000'
  await using directory = await sampleDirectory({
    [`${sampleGroup}/30-40.ndjson`]: '',
    [`${other}/.35.ndjson`]: '',
    [`${other}/10-35.ndjson`]: '',
    [`dead-letter/${other}/20-30.ndjson`]: '',
    'README.ndjson': '',
  })
  const files = await listEventFiles(directory.path)
  expect(files.map(file => file.name)).toEqual(['10-35.ndjson', '30-40.ndjson', '.35.ndjson'])
})

test('the folder of one group can be read by itself', async () => {
  await using directory = await sampleDirectory({ '10-20.ndjson': '', '.20.ndjson': '' })
  expect((await listEventFiles(directory.path)).map(file => file.name)).toEqual([
    '10-20.ndjson',
    '.20.ndjson',
  ])
})

test('a directory that does not exist has no files', async () => {
  expect(await listEventFiles('/does/not/exist')).toEqual([])
})
