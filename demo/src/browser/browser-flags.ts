/** What decides the flags of a browser with the sensor. */
export interface FlagChoices {
  extensionDirectory: string
  isRoot: boolean
  /** Keep the browser's own traffic; installing by policy needs it. */
  backgroundNetworking: boolean
  /** Keep visited pages alive for the back button, as a user's browser does. */
  backForwardCache: boolean
}

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
