export type BrowserKind = 'chromium' | 'firefox'

/** What the search needs to know of the machine. */
export interface Machine {
  platform: NodeJS.Platform
  environment: Record<string, string | undefined>
  /** Home directory of the user. */
  home: string
}

/** Names on the PATH, the best first: builds without a vendor's policy come before branded ones. */
const commandNames: Record<BrowserKind, readonly string[]> = {
  chromium: [
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
    'chrome',
    'microsoft-edge-stable',
    'microsoft-edge',
  ],
  firefox: ['firefox-esr', 'firefox'],
}

const macApplications: Record<BrowserKind, readonly string[]> = {
  chromium: [
    'Chromium.app/Contents/MacOS/Chromium',
    'Google Chrome.app/Contents/MacOS/Google Chrome',
    'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  firefox: ['Firefox.app/Contents/MacOS/firefox'],
}

const windowsPrograms: Record<BrowserKind, readonly string[]> = {
  chromium: [
    'Chromium\\Application\\chrome.exe',
    'Google\\Chrome\\Application\\chrome.exe',
    'Microsoft\\Edge\\Application\\msedge.exe',
  ],
  firefox: ['Mozilla Firefox\\firefox.exe'],
}

const linuxPaths: Record<BrowserKind, readonly string[]> = {
  chromium: ['/usr/lib/chromium/chromium', '/opt/google/chrome/chrome', '/snap/bin/chromium'],
  firefox: ['/usr/lib/firefox-esr/firefox-esr', '/usr/lib/firefox/firefox', '/snap/bin/firefox'],
}

/** Name of the environment variable that names the browser to take. */
export function browserVariable(kind: BrowserKind): string {
  return kind === 'chromium' ? 'WEAKLAYER_CHROMIUM' : 'WEAKLAYER_FIREFOX'
}

/** Every place where the system may have such a browser, the best first. */
export function browserPlaces(kind: BrowserKind, machine: Machine): string[] {
  switch (machine.platform) {
    case 'win32':
      return windowsPlaces(kind, machine.environment)
    case 'darwin':
      return ['/Applications', `${machine.home}/Applications`].flatMap(folder =>
        macApplications[kind].map(application => `${folder}/${application}`),
      )
    default:
      return [...onPath(kind, machine.environment), ...linuxPaths[kind]]
  }
}

function onPath(kind: BrowserKind, environment: Machine['environment']): string[] {
  const folders = [...(environment.PATH ?? '').split(':'), '/usr/bin', '/usr/local/bin'].filter(
    (folder, index, all) => folder.startsWith('/') && all.indexOf(folder) === index,
  )
  return commandNames[kind].flatMap(name => folders.map(folder => `${folder.replace(/\/$/, '')}/${name}`))
}

function windowsPlaces(kind: BrowserKind, environment: Machine['environment']): string[] {
  const folders = [environment.PROGRAMFILES, environment['PROGRAMFILES(X86)'], environment.LOCALAPPDATA]
  return windowsPrograms[kind].flatMap(program =>
    folders.flatMap(folder => (folder === undefined || folder === '' ? [] : [`${folder}\\${program}`])),
  )
}
