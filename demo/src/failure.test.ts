import { expect, test } from 'vitest'
import { failure, failureLine, fileFailure } from './failure.ts'

test('shows what failed, why, what to do, and the code in one line', () => {
  const error = failure({ code: 'X_FAILED', message: 'X failed: no Y.', todo: 'Make a Y.' })

  expect(failureLine(error)).toBe('X failed: no Y. Make a Y. [X_FAILED]')
})

test.each([
  ['ENOSPC', 'DISK_FULL'],
  ['EDQUOT', 'DISK_FULL'],
  ['EACCES', 'DIRECTORY_NOT_WRITABLE'],
  ['EROFS', 'DIRECTORY_NOT_WRITABLE'],
  ['ENOTDIR', 'DIRECTORY_NOT_WRITABLE'],
])('a file system that says %s becomes %s', (code, becomes) => {
  expect(fileFailure(Object.assign(new Error('x'), { code }), '/demo')).toMatchObject({
    code: becomes,
    message: expect.stringContaining('/demo'),
  })
})

test('leaves an error alone that nobody outside can mend', () => {
  const bug = new TypeError('undefined is not a function')

  expect(fileFailure(bug, '/demo')).toBe(bug)
})
