import browser from 'webextension-polyfill'

/** Watches what becomes of the sensor's own requests, since fetch itself tells no reason. */
export interface RequestErrors {
  watch(base: string): RequestWatch
}

export interface RequestWatch {
  /** The browser's own reason of a failure, such as `net::ERR_CERT_AUTHORITY_INVALID`; undefined when it tells none. */
  error(): Promise<string | undefined>
  stop(): void
}

/** The reason comes a little later than the failure. */
const limitMs = 1000

export const requestErrors: RequestErrors = {
  watch(base) {
    let tell: (reason: string) => void
    const reason = new Promise<string>(resolve => {
      tell = resolve
    })
    const listener = (details: { error: string; tabId: number }) => {
      if (details.tabId === -1) tell(details.error)
    }
    const { hostname, protocol } = new URL(base)
    browser.webRequest.onErrorOccurred.addListener(listener, { urls: [`${protocol}//${hostname}/*`] })
    return {
      error: () => Promise.race([reason, new Promise<undefined>(resolve => setTimeout(resolve, limitMs))]),
      stop: () => browser.webRequest.onErrorOccurred.removeListener(listener),
    }
  },
}
