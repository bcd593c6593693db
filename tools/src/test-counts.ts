/** How many tests of one suite ended how. */
export interface TestCounts {
  passed: number
  failed: number
  skipped: number
  /** Names of what failed, to be said again at the end. */
  failures: string[]
}

interface VitestReport {
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { fullName: string; status: string }[]
  }[]
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
    failures: report.testResults.filter(file => file.status === 'failed').flatMap(failuresOf),
  }
}

function failuresOf({ name, message, assertionResults }: VitestReport['testResults'][number]): string[] {
  const failed = assertionResults.filter(test => test.status === 'failed')
  if (failed.length === 0) return [`${name}: ${message}`]
  return failed.map(test => `${name}: ${test.fullName}`)
}

interface PlaywrightSuite {
  title: string
  suites?: PlaywrightSuite[]
  specs: { title: string; ok: boolean; tests: { projectName: string; status: string }[] }[]
}

interface PlaywrightReport {
  suites: PlaywrightSuite[]
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  errors: { message?: string }[]
}

/** Counts of Playwright's JSON report; a flaky test failed, and so did an error outside any test. */
export function playwrightCounts(report: PlaywrightReport): TestCounts {
  const { expected, unexpected, flaky, skipped } = report.stats
  return {
    passed: expected,
    failed: unexpected + flaky + report.errors.length,
    skipped,
    failures: [
      ...report.suites.flatMap(suite => badSpecs(suite, '')),
      ...report.errors.map(error => error.message ?? 'an error outside any test'),
    ],
  }
}

function badSpecs({ title, suites = [], specs }: PlaywrightSuite, above: string): string[] {
  const path = `${above}${title} › `
  const here = specs.flatMap(spec =>
    spec.tests
      .filter(test => test.status === 'unexpected' || test.status === 'flaky')
      .map(test => `[${test.projectName}] ${path}${spec.title} (${test.status})`),
  )
  return [...here, ...suites.flatMap(suite => badSpecs(suite, path))]
}

export function sumCounts(counts: readonly TestCounts[]): TestCounts {
  const sum = (pick: (one: TestCounts) => number) => counts.reduce((total, one) => total + pick(one), 0)
  return {
    passed: sum(one => one.passed),
    failed: sum(one => one.failed),
    skipped: sum(one => one.skipped),
    failures: counts.flatMap(one => one.failures),
  }
}

/** Whether everything passed: a run without tests, or with a skipped one, did not. */
export function allPassed(total: TestCounts): boolean {
  return total.passed > 0 && total.failed === 0 && total.skipped === 0
}
