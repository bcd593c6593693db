/** How many tests of one suite ended how. */
export interface TestCounts {
  passed: number
  failed: number
  skipped: number
}

interface VitestReport {
  success: boolean
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  numFailedTestSuites: number
}

/** Counts of vitest's JSON report; a file that does not load counts as one failure. */
export function vitestCounts(report: VitestReport): TestCounts {
  const unloaded =
    report.numFailedTests === 0 && !report.success ? Math.max(1, report.numFailedTestSuites) : 0
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  errors: unknown[]
}

/** Counts of Playwright's JSON report; a flaky test failed, and so did an error outside any test. */
export function playwrightCounts(report: PlaywrightReport): TestCounts {
  const { expected, unexpected, flaky, skipped } = report.stats
  return { passed: expected, failed: unexpected + flaky + report.errors.length, skipped }
}

export function sumCounts(counts: readonly TestCounts[]): TestCounts {
  const sum = (pick: (one: TestCounts) => number) => counts.reduce((total, one) => total + pick(one), 0)
  return { passed: sum(one => one.passed), failed: sum(one => one.failed), skipped: sum(one => one.skipped) }
}

/** Whether everything passed: a run without tests, or with a skipped one, did not. */
export function allPassed(total: TestCounts): boolean {
  return total.passed > 0 && total.failed === 0 && total.skipped === 0
}
