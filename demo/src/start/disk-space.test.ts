import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { failure } from '../failure.ts'
import { explainedByDisk, explainedBySpace } from './disk-space.ts'

const error = new Error('the sensor does not answer')

test('a full disk explains an error', () => {
  expect(explainedBySpace(error, '/demo', 1_048_576)).toMatchObject({
    code: 'DISK_FULL',
    message: expect.stringMatching(/\/demo has only 1\.0 MiB left.*the sensor does not answer/),
    todo: expect.stringContaining('--directory'),
  })
})

test('a disk with space does not', () => {
  expect(explainedBySpace(error, '/demo', 1_073_741_824)).toBe(error)
})

test('an error that says so itself stays, and so does one on a disk that cannot be asked', async () => {
  const full = failure({ code: 'DISK_FULL', message: 'full.', todo: 'x' })

  expect(await explainedByDisk(full, [tmpdir()])).toBe(full)
  expect(await explainedByDisk(error, ['/no/such/directory'])).toBe(error)
})
