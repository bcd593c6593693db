import type { BrowserKind } from './support/browser-kind.ts'

/** Tests that one browser alone runs. docs/browsers.md repeats this list. */
export interface OneBrowser {
  /** The only browser that runs it. */
  browser: BrowserKind
  /** File below e2e. */
  file: string
  /** One test of the file. @default all of it */
  title?: string
  reason: string
}

export const oneBrowser: readonly OneBrowser[] = []

/** What Playwright leaves out for a browser. */
export function excludedFrom(browser: BrowserKind): { testIgnore: string[]; grepInvert: RegExp[] } {
  const others = oneBrowser.filter(one => one.browser !== browser)
  return {
    testIgnore: others.flatMap(({ file, title }) => (title === undefined ? [`**/${file}`] : [])),
    grepInvert: others.flatMap(({ title }) => (title === undefined ? [] : [exactly(title)])),
  }
}

/** Playwright matches `project file title`. */
function exactly(title: string): RegExp {
  return new RegExp(`${title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`)
}
