import browser from 'webextension-polyfill'

/** Wakes a stopped worker. */
export interface Alarms {
  /** Once, after a time. */
  setOnce(name: string, delayMs: number): void
  clear(name: string): void
  /** Again and again; one that exists goes on as it is. */
  ensureRepeating(name: string, periodMs: number): Promise<void>
}

export const alarms: Alarms = {
  setOnce: (name, delayMs) => void browser.alarms.create(name, { when: Date.now() + delayMs }),
  clear: name => void browser.alarms.clear(name),
  async ensureRepeating(name, periodMs) {
    const minutes = periodMs / 60_000
    if ((await browser.alarms.get(name)) !== undefined) return
    browser.alarms.create(name, { delayInMinutes: minutes, periodInMinutes: minutes })
  },
}

export function onAlarm(listener: (name: string) => void): void {
  browser.alarms.onAlarm.addListener(alarm => listener(alarm.name))
}
