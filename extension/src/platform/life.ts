import browser from 'webextension-polyfill'

/** Browser start, install, update: reasons to start, besides the events themselves. */
export function onStart(listener: () => void): void {
  browser.runtime.onStartup.addListener(listener)
  browser.runtime.onInstalled.addListener(listener)
}

export function onOnline(listener: () => void): void {
  globalThis.addEventListener('online', listener)
}

export function onTabClosed(listener: (browserTab: number) => void): void {
  browser.tabs.onRemoved.addListener(listener)
}
