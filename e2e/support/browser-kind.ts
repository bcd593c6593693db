import { test } from 'playwright/test'

export type BrowserKind = 'chromium' | 'firefox'

/** The browser that the running test is for. */
export function browserKind(): BrowserKind {
  return kindOf(test.info().project.name)
}

/** The browser of a Playwright project: their names are the same. */
export function kindOf(project: string): BrowserKind {
  if (project === 'chromium' || project === 'firefox') return project
  throw new Error(`There is no project ${project}.`)
}
