import browser, { type Tabs } from 'webextension-polyfill'

/** The content scripts of all open pages. */
export interface Frames {
  /** Makes every frame hand over what it holds, also text that is being typed; waits three seconds at most. */
  handOver(): Promise<void>
  /** Starts the content script in pages that were opened before this extension was there. */
  start(): Promise<void>
}

const limitMs = 3000

export const frames: Frames = {
  async handOver() {
    const limit = new Promise<void>(resolve => setTimeout(resolve, limitMs))
    await Promise.race([limit, inAllTabs({ func: handOverHere })])
  },
  start: () => inAllTabs({ files: ['content.js'], injectImmediately: true }),
}

/** Runs in the content script's world of a frame; content/entry.ts leaves this there. */
function handOverHere(): Promise<void> | undefined {
  return (globalThis as { weaklayerFrame?: { handOver?(): Promise<void> } }).weaklayerFrame?.handOver?.()
}

type What = { func: () => unknown } | { files: string[]; injectImmediately: boolean }

async function inAllTabs(what: What): Promise<void> {
  const tabs = await browser.tabs.query({ discarded: false })
  await Promise.all(tabs.map(tab => inTab(tab, what)))
}

async function inTab({ id }: Tabs.Tab, what: What): Promise<void> {
  if (id === undefined) return
  try {
    await browser.scripting.executeScript({ target: { tabId: id, allFrames: true }, ...what })
  } catch {
    // The browser's own pages, shops and error pages take no script, and a tab may be closed meanwhile.
  }
}
