import browser from 'webextension-polyfill'

/** A few values by key. */
export interface StorageArea {
  get(key: string): Promise<unknown>
  set(key: string, value: unknown): Promise<void>
}

/** Lives as long as the browser runs. */
export const sessionArea: StorageArea = {
  get: async key => (await browser.storage.session.get(key))[key],
  set: (key, value) => browser.storage.session.set({ [key]: value }),
}

/** Stays; content scripts read it too. */
export const localArea: StorageArea = {
  get: async key => (await browser.storage.local.get(key))[key],
  set: (key, value) => browser.storage.local.set({ [key]: value }),
}
