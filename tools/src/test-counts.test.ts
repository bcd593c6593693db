import { expect, test } from 'vitest'
import { allPassed, playwrightCounts, sumCounts, vitestCounts } from './test-counts.ts'

const vitestReport = {
  success: true,
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numFailedTestSuites: 0,
}

test('a vitest file that does not load counts as a failure', () => {
  expect(vitestCounts(vitestReport)).toEqual({ passed: 5, failed: 0, skipped: 0 })
  expect(vitestCounts({ ...vitestReport, success: false }).failed).toBe(1)
})

test('a flaky browser test and an error outside tests count as failures', () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 2 }
  expect(playwrightCounts({ stats, errors: [{}] })).toEqual({ passed: 3, failed: 3, skipped: 2 })
})

test.each([
  [{ passed: 1, failed: 0, skipped: 0 }, true],
  [{ passed: 0, failed: 0, skipped: 0 }, false],
  [{ passed: 1, failed: 1, skipped: 0 }, false],
  [{ passed: 1, failed: 0, skipped: 1 }, false],
])('%o passes: %s', (counts, passes) => {
  expect(allPassed(counts)).toBe(passes)
})

test('sums suites', () => {
  expect(
    sumCounts([
      { passed: 1, failed: 2, skipped: 3 },
      { passed: 4, failed: 5, skipped: 6 },
    ]),
  ).toEqual({
    passed: 5,
    failed: 7,
    skipped: 9,
  })
})
