import { describe, expect, test } from 'vitest'
import { browserPlaces } from './browser-places.ts'
import { type BrowserPorts, findBrowser } from './find-browser.ts'
import type { BrowserInstaller } from './install-browser.ts'

const playwrightPath = '/home/mira/.cache/ms-playwright/chrome'

/** A machine whose programs are the given paths; installers may add to them. */
function machine(programs: string[], more: Partial<BrowserPorts['machine']> = {}) {
  const present = new Set(programs)
  const said: string[] = []
  const ports: BrowserPorts = {
    machine: { platform: 'linux', environment: { PATH: '/opt/bin:/usr/bin' }, home: '/home/mira', ...more },
    isProgram: path => present.has(path),
    playwrightPath: () => playwrightPath,
    installers: () => [],
    say: line => said.push(line),
  }
  return { ports, present, said }
}

function installer(command: string, install: () => string): BrowserInstaller {
  return { command, install: async () => install() }
}

test.each([
  [
    'the one that the variable names',
    ['/x/chrome', '/usr/bin/chromium'],
    { WEAKLAYER_CHROMIUM: '/x/chrome' },
    '/x/chrome',
  ],
  ['Chromium before Chrome', ['/usr/bin/google-chrome', '/usr/bin/chromium'], {}, '/usr/bin/chromium'],
  ['Chrome before Edge', ['/usr/bin/microsoft-edge', '/opt/bin/google-chrome'], {}, '/opt/bin/google-chrome'],
  ['one at a usual path outside the PATH', ['/opt/google/chrome/chrome'], {}, '/opt/google/chrome/chrome'],
  ["the system's before Playwright's own", [playwrightPath, '/usr/bin/chromium'], {}, '/usr/bin/chromium'],
  ["Playwright's own", [playwrightPath], {}, playwrightPath],
  [
    'the system one when the variable is empty',
    ['/usr/bin/chromium'],
    { WEAKLAYER_CHROMIUM: '' },
    '/usr/bin/chromium',
  ],
] as const)('finds %s', async (...[, programs, environment, found]) => {
  const { ports } = machine([...programs], { environment: { PATH: '/opt/bin:/usr/bin', ...environment } })

  expect(await findBrowser('chromium', ports)).toBe(found)
})

test.each([
  ['firefox', 'linux', '/usr/bin/firefox-esr'],
  ['firefox', 'darwin', '/Applications/Firefox.app/Contents/MacOS/firefox'],
  ['firefox', 'win32', 'C:\\Program Files\\Mozilla Firefox\\firefox.exe'],
  ['chromium', 'darwin', '/home/mira/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
  ['chromium', 'win32', 'C:\\Users\\mira\\AppData\\Local\\Google\\Chrome\\Application\\chrome.exe'],
  ['chromium', 'win32', 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'],
] as const)('knows where %s lies on %s: %s', (kind, platform, path) => {
  const environment = {
    PROGRAMFILES: 'C:\\Program Files',
    'PROGRAMFILES(X86)': 'C:\\Program Files (x86)',
    LOCALAPPDATA: 'C:\\Users\\mira\\AppData\\Local',
  }

  expect(browserPlaces(kind, { platform, environment, home: '/home/mira' })).toContain(path)
})

test('looks only at absolute folders of the PATH', () => {
  const environment = { PATH: '.:/opt/bin/::bin' }
  const places = browserPlaces('chromium', { platform: 'linux', environment, home: '/home/mira' })

  expect(places.every(path => path.startsWith('/'))).toBe(true)
  expect(places).toContain('/opt/bin/chromium')
})

test('refuses a variable that names no program, whatever else is there', async () => {
  const environment = { WEAKLAYER_FIREFOX: '/no/such' }
  const { ports } = machine(['/usr/bin/firefox-esr'], { environment })

  await expect(findBrowser('firefox', ports)).rejects.toMatchObject({
    code: 'BROWSER_VARIABLE_WRONG',
    message: 'WEAKLAYER_FIREFOX names /no/such, which is not a program.',
  })
})

describe('where none is found', () => {
  test('installs one, says so first, and takes it', async () => {
    const { ports, present, said } = machine([])
    const apt = installer('apt-get install -y chromium', () => {
      present.add('/usr/bin/chromium')
      return 'ended well'
    })

    expect(await findBrowser('chromium', { ...ports, installers: () => [apt] })).toBe('/usr/bin/chromium')
    expect(said).toEqual([
      'no chromium found: installing it with `apt-get install -y chromium` (a minute or two) …',
    ])
  })

  test('tries the next way when the first one fails', async () => {
    const { ports, present } = machine([])
    const apt = installer('apt', () => 'failed (exit 100)')
    const download = installer('download', () => {
      present.add(playwrightPath)
      return 'ended well'
    })

    expect(await findBrowser('chromium', { ...ports, installers: () => [apt, download] })).toBe(
      playwrightPath,
    )
  })

  test('says in one line what was tried and what to do', async () => {
    const { ports } = machine([])
    const ways = [installer('apt', () => 'failed (exit 100)'), installer('download', () => 'failed (exit 1)')]

    await expect(findBrowser('chromium', { ...ports, installers: () => ways })).rejects.toMatchObject({
      code: 'BROWSER_MISSING',
      message:
        'No chromium was found, and none could be installed. `apt` failed (exit 100); `download` failed (exit 1).',
      todo: 'Install Chromium, Chrome or Edge, or set WEAKLAYER_CHROMIUM to its program.',
    })
  })
})
