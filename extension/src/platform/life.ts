import browser from 'webextension-polyfill'

/** The browser started: a reason to start, besides the events themselves. */
export function onStart(listener: () => void): void {
  browser.runtime.onStartup.addListener(listener)
}

/** This version of the extension is here for the first time. */
export function onInstalled(listener: () => void): void {
  browser.runtime.onInstalled.addListener(({ reason }) => {
    if (reason === 'install' || reason === 'update') listener()
  })
}

/** Another version is there, and comes with the next `reload`, or when the browser starts. */
export function onUpdateAvailable(listener: () => void): void {
  browser.runtime.onUpdateAvailable.addListener(listener)
}

export function reload(): void {
  browser.runtime.reload()
}

export function onOnline(listener: () => void): void {
  globalThis.addEventListener('online', listener)
}

export function onTabClosed(listener: (browserTab: number) => void): void {
  browser.tabs.onRemoved.addListener(listener)
}
