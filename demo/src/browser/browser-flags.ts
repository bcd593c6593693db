/** What decides the flags of a browser with the sensor. */
export interface FlagChoices {
  extensionDirectory: string
  isRoot: boolean
  /** Keep the browser's own traffic; installing by policy needs it. */
  backgroundNetworking: boolean
  /** Resolve no name but loopback's: nothing at all leaves the machine. */
  loopbackOnly: boolean
  /** Keep visited pages alive for the back button, as a user's browser does. */
  backForwardCache: boolean
}

const loopbackRules = 'MAP * ~NOTFOUND,EXCLUDE localhost,EXCLUDE 127.0.0.1,EXCLUDE [::1]'

/** Services that Chromium 156 asks by itself, whatever the flags. */
const serviceRules = [
  'update.googleapis.com',
  'redirector.gvt1.com',
  'optimizationguide-pa.googleapis.com',
  'content-autofill.googleapis.com',
  'passwordsleakcheck-pa.googleapis.com',
]
  .map(host => `MAP ${host} ~NOTFOUND`)
  .join(',')

/** Flags for a browser that loads the sensor unpacked, and the tool's own flags that must not be given. */
export function browserFlags(choices: FlagChoices): { args: string[]; without: string[] } {
  const { extensionDirectory, isRoot, backgroundNetworking, backForwardCache } = choices
  return {
    args: [
      `--disable-extensions-except=${extensionDirectory}`,
      `--load-extension=${extensionDirectory}`,
      // Chrome and Edge ignore --load-extension; this allows Extensions.loadUnpacked over the debugging pipe.
      '--enable-unsafe-extension-debugging',
      // After SIGKILL a dialogue would offer to restore the pages.
      '--hide-crash-restore-bubble',
      ...(isRoot ? ['--no-sandbox'] : []),
      ...resolverRules(choices),
      ...(backgroundNetworking ? [] : ['--disable-domain-reliability', '--no-pings', '--disable-breakpad']),
    ],
    without: [
      '--disable-extensions',
      // It makes pages see an automated browser, and shows a bar.
      '--enable-automation',
      ...(backgroundNetworking ? ['--disable-background-networking'] : []),
      ...(backForwardCache ? ['--disable-back-forward-cache'] : []),
    ],
  }
}

function resolverRules({ loopbackOnly, backgroundNetworking }: FlagChoices): string[] {
  if (loopbackOnly) return [`--host-resolver-rules=${loopbackRules}`]
  return backgroundNetworking ? [] : [`--host-resolver-rules=${serviceRules}`]
}

/**
 * Preferences of a new profile. Without them Chromium 156 tells Google's servers about every form that it meets
 * (autofill) and asks them about every password (leak detection), and a bubble asks to save it.
 */
export const quietPreferences = {
  autofill: { enabled: false, profile_enabled: false, credit_card_enabled: false },
  credentials_enable_service: false,
  profile: { password_manager_leak_detection: false },
  search: { suggest_enabled: false },
  signin: { allowed: false, allowed_on_next_startup: false },
}
