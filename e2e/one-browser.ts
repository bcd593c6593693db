import type { BrowserKind } from './support/browser-kind.ts'

/** Tests that one browser alone runs. docs/browsers.md repeats this list. */
interface OneBrowser {
  /** The only browser that runs it. */
  browser: BrowserKind
  /** File below e2e. */
  file: string
  /** One test of the file. @default all of it */
  title?: string
  reason: string
}

const noCompositions = 'WebDriver cannot compose text as an input method does.'
const noEvaluation =
  'Playwright evaluates nothing in documents of a Firefox extension; firefox-pages.spec.ts looks at them.'
const enrolment =
  'It judges enrolment, which is one code in both browsers; the expired and the lost token show what the browser keeps.'
const rules =
  'It judges rules of capture, which are one code in both browsers; the other tests of the file show how policy arrives.'
const uploads =
  'It judges uploads, which are one code in both browsers; the killed browser and the stopped worker show what the browser keeps.'

export const oneBrowser: readonly OneBrowser[] = [
  {
    browser: 'chromium',
    file: 'content/typing.spec.ts',
    title: 'captures a composition by its end only',
    reason: noCompositions,
  },
  {
    browser: 'chromium',
    file: 'content/typing.spec.ts',
    title: 'captures a composition in a document that was opened anew',
    reason: noCompositions,
  },
  {
    browser: 'chromium',
    file: 'content/typing.spec.ts',
    title: 'captures nothing of a composition while it lasts',
    reason: noCompositions,
  },
  {
    browser: 'chromium',
    file: 'content/typing.spec.ts',
    title: 'captures dropped text',
    reason: 'WebDriver moves the mouse in Firefox, but no drag begins.',
  },
  {
    browser: 'chromium',
    file: 'content/typing.spec.ts',
    title: 'captures the whole text of an editor of its own that a key or a button clears',
    reason: 'Playwright inserts text by a script in Firefox, which the sensor must ignore.',
  },
  {
    browser: 'chromium',
    file: 'content/frames.spec.ts',
    title: 'of another origin reports its text',
    reason: 'WebDriver gives key presses in Firefox to the page, never to a frame of another site in it.',
  },
  { browser: 'chromium', file: 'pages/pages.spec.ts', reason: noEvaluation },
  { browser: 'chromium', file: 'pages/actions.spec.ts', reason: noEvaluation },
  {
    browser: 'chromium',
    file: 'journal/flood.spec.ts',
    reason: 'It judges the code of the queue, which both browsers run.',
  },
  {
    browser: 'chromium',
    file: 'sensor/flood.spec.ts',
    reason: 'It judges the limits of the worker, which are one code in both browsers.',
  },
  {
    browser: 'chromium',
    file: 'journal/journal.spec.ts',
    reason:
      'It opens and crashes Chromium itself; loss.spec.ts kills Firefox and counts what its database kept.',
  },
  {
    browser: 'chromium',
    file: 'sensor/start-once.spec.ts',
    reason: 'The demo uses Chromium, Chrome or Edge.',
  },
  {
    browser: 'chromium',
    file: 'sensor/update.spec.ts',
    reason: 'It offers an update by the update service of Chromium.',
  },
  {
    browser: 'chromium',
    file: 'sensor/forced-install.spec.ts',
    reason: 'It is about the policy files of Chromium; firefox-policy.spec.ts is the same for Firefox.',
  },
  {
    browser: 'chromium',
    file: 'sensor/permissions.spec.ts',
    reason: 'Firefox gives some of it without asking, for instance scripts in open tabs.',
  },
  {
    browser: 'firefox',
    file: 'sensor/storage-permission.spec.ts',
    reason: 'Chromium gives managed storage without asking.',
  },
  {
    browser: 'firefox',
    file: 'sensor/firefox-policy.spec.ts',
    reason: 'It is about policies.json.',
  },
  {
    browser: 'firefox',
    file: 'pages/firefox-pages.spec.ts',
    reason: 'It looks at what pages.spec.ts cannot reach in Firefox.',
  },
  {
    browser: 'chromium',
    file: 'sensor/identity.spec.ts',
    title: 'a sensor keeps its id when the token secret is replaced',
    reason: enrolment,
  },
  {
    browser: 'chromium',
    file: 'sensor/identity.spec.ts',
    title: 'a sensor keeps its id when the answer of its installation is lost',
    reason: enrolment,
  },
  {
    browser: 'chromium',
    file: 'sensor/identity.spec.ts',
    title: 'a sensor keeps its id at another gateway, even before that knows its token',
    reason: enrolment,
  },
  {
    browser: 'chromium',
    file: 'sensor/identity.spec.ts',
    title: 'whoever copies the install key, but has not the key pair, cannot get the id',
    reason: enrolment,
  },
  {
    browser: 'chromium',
    file: 'sensor/policy.spec.ts',
    title: 'minimal capture keeps hosts and password fields only',
    reason: rules,
  },
  {
    browser: 'chromium',
    file: 'sensor/policy.spec.ts',
    title: 'excluded hosts leave no trace, and the popup says so',
    reason: rules,
  },
  {
    browser: 'chromium',
    file: 'sensor/policy.spec.ts',
    title: 'a policy with a wrong mandatory part is invalid, and the sensor names the part',
    reason: rules,
  },
  {
    browser: 'chromium',
    file: 'sensor/loss.spec.ts',
    title: 'a portal that answers 200 with HTML deletes nothing',
    reason: uploads,
  },
  {
    browser: 'chromium',
    file: 'sensor/loss.spec.ts',
    title: 'answers lost after the commit are asked for again and double nothing',
    reason: uploads,
  },
]

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
