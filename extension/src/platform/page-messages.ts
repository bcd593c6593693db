import browser, { type Runtime } from 'webextension-polyfill'

/** Answers messages of the sensor's own pages; anybody else's are not even looked at. */
export function onPageMessage(answer: (message: unknown) => Promise<unknown>): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    const own = sender.id === browser.runtime.id && (sender.url ?? '').startsWith(browser.runtime.getURL(''))
    return own ? answer(message) : undefined
  })
}
