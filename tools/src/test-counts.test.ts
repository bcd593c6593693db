import { expect, test } from 'vitest'
import { allPassed, playwrightCounts, sumCounts, vitestCounts } from './test-counts.ts'

const vitestReport = {
  success: true,
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numFailedTestSuites: 0,
  testResults: [],
}

test('a vitest file that does not load counts as a failure', () => {
  expect(vitestCounts(vitestReport)).toEqual({ passed: 5, failed: 0, skipped: 0, failures: [] })
  expect(vitestCounts({ ...vitestReport, success: false }).failed).toBe(1)
})

test('a flaky browser test and an error outside tests count as failures', () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 2 }
  expect(playwrightCounts({ stats, errors: [{}], suites: [] })).toMatchObject({
    passed: 3,
    failed: 3,
    skipped: 2,
  })
})

test('what failed is named: tests, and files that did not load', () => {
  const assertionResults = [
    { fullName: 'adds', status: 'passed' },
    { fullName: 'takes away', status: 'failed' },
  ]
  const testResults = [
    { name: 'sums.test.ts', status: 'failed', message: '', assertionResults },
    { name: 'broken.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
    { name: 'good.test.ts', status: 'passed', message: '', assertionResults: [] },
  ]
  expect(vitestCounts({ ...vitestReport, success: false, testResults }).failures).toEqual([
    'sums.test.ts: takes away',
    'broken.test.ts: no such module',
  ])
})

test('browser tests are named with their browser, file and group', () => {
  const stats = { expected: 1, unexpected: 1, flaky: 0, skipped: 0 }
  const spec = (title: string, status: string) => ({
    title,
    ok: status === 'expected',
    tests: [{ projectName: 'firefox', status }],
  })
  const group = { title: 'forms', specs: [spec('types', 'unexpected'), spec('clicks', 'expected')] }
  const suites = [{ title: 'fields.spec.ts', specs: [], suites: [group] }]
  expect(playwrightCounts({ stats, errors: [{ message: 'no browser' }], suites }).failures).toEqual([
    '[firefox] fields.spec.ts › forms › types (unexpected)',
    'no browser',
  ])
})

test.each([
  [{ passed: 1, failed: 0, skipped: 0 }, true],
  [{ passed: 0, failed: 0, skipped: 0 }, false],
  [{ passed: 1, failed: 1, skipped: 0 }, false],
  [{ passed: 1, failed: 0, skipped: 1 }, false],
])('%o passes: %s', (counts, passes) => {
  expect(allPassed({ ...counts, failures: [] })).toBe(passes)
})

test('sums suites', () => {
  expect(
    sumCounts([
      { passed: 1, failed: 2, skipped: 3, failures: ['one', 'two'] },
      { passed: 4, failed: 5, skipped: 6, failures: ['three'] },
    ]),
  ).toEqual({
    passed: 5,
    failed: 7,
    skipped: 9,
    failures: ['one', 'two', 'three'],
  })
})
