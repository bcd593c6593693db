import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBrowser } from '@weaklayer/demo'
import { bundleContentScript } from '@weaklayer/extension/build'
import type { FrameMessage, FrameRules, TextReport } from '@weaklayer/extension/protocol'
import { type BrowserContext, chromium, type Page } from 'playwright'

/** One frame as the recording worker saw it. */
export interface RecordedFrame {
  frame: string
  tab: number
  /** Address of the frame when it sent its first message, as the browser told it. */
  url: string
  top: boolean
  messages: FrameMessage[]
}

export type RecordedText = TextReport & { href: string; url: string }

/** The content script in a real browser, with a worker that only writes down what frames say. */
export interface Recorder {
  context: BrowserContext
  /** A page of the extension: it can read what was recorded, and outlives the worker. */
  panel: Page
  tabOf(page: Page): Promise<number>
  frames(tab: number): Promise<RecordedFrame[]>
  texts(tab: number): Promise<RecordedText[]>
  setRules(rules: FrameRules['frames'] | undefined): Promise<void>
  /** As before the worker has ever known a policy. */
  forgetRules(): Promise<void>
  /** Whether the worker acknowledges; it writes down in any case. */
  setAcknowledging(yes: boolean): Promise<void>
  /** How often messages of this tab arrived, doubles counted. */
  arrivals(tab: number): Promise<number>
  close(): Promise<void>
}

/** Each message has a key of its own, so that what arrives twice is there once. */
const workerSource = `
const write = async (port, message) => {
  const { frame, messages } = message
  const { sender } = port
  const own = { frame, tab: sender.tab.id, url: sender.url, top: sender.frameId === 0 }
  const entries = messages.map(one => ['message:' + frame + ':' + one.n, { ...own, message: one }])
  await chrome.storage.local.set(Object.fromEntries(entries))
  await chrome.storage.local.set({ ['arrival:' + own.tab + ':' + crypto.randomUUID()]: messages.length })
  const { silent } = await chrome.storage.local.get('silent')
  if (!silent) port.postMessage({ acked: messages.at(-1).n })
}
chrome.runtime.onConnect.addListener(port => {
  if (port.name === 'weaklayer-frame') port.onMessage.addListener(message => write(port, message))
})
`

interface Row extends Omit<RecordedFrame, 'messages'> {
  message: FrameMessage
}

export async function startRecorder(): Promise<Recorder> {
  const folder = mkdtempSync(join(tmpdir(), 'weaklayer-content-'))
  const extension = join(folder, 'extension')
  await writeExtension(extension)
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: await findBrowser('chromium'),
    headless: true,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    permissions: ['clipboard-read', 'clipboard-write'],
    args: [`--disable-extensions-except=${extension}`, `--load-extension=${extension}`],
  })
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
  const panel = await context.newPage()
  await panel.goto(new URL('panel.html', worker.url()).href)

  const stored = () => panel.evaluate(() => chrome.storage.local.get(null))
  const set = (values: Record<string, unknown>) =>
    panel.evaluate(given => chrome.storage.local.set(given), values)
  const frames = async (tab: number) => framesOf(Object.entries(await stored()), tab)
  return {
    context,
    panel,
    frames,
    tabOf: page => panel.evaluate(url => tabAt(url), page.url()),
    texts: async tab => (await frames(tab)).flatMap(textsOf),
    setRules: rules => set({ frameRules: { frames: rules ?? 'relevant' } }),
    forgetRules: () => panel.evaluate(() => chrome.storage.local.remove('frameRules')),
    setAcknowledging: yes => set({ silent: !yes }),
    arrivals: async tab =>
      Object.keys(await stored()).filter(key => key.startsWith(`arrival:${tab}:`)).length,
    async close() {
      await context.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

declare const chrome: {
  storage: {
    local: {
      get(key: null): Promise<Record<string, unknown>>
      set(values: Record<string, unknown>): Promise<void>
      remove(key: string): Promise<void>
    }
  }
}
declare function tabAt(url: string): Promise<number>

const panelSource = `
globalThis.tabAt = async url => (await chrome.tabs.query({})).find(tab => tab.url === url).id
`

async function writeExtension(directory: string): Promise<void> {
  const root = new URL('../../manifest.json', import.meta.url)
  const { content_scripts, permissions, host_permissions } = JSON.parse(readFileSync(root, 'utf8'))
  const manifest = {
    manifest_version: 3,
    name: 'Recorder',
    version: '1',
    background: { service_worker: 'worker.js' },
    content_scripts,
    permissions,
    host_permissions,
  }
  mkdirSync(directory, { recursive: true })
  const { code } = await bundleContentScript()
  writeFileSync(join(directory, 'content.js'), code)
  writeFileSync(join(directory, 'worker.js'), workerSource)
  writeFileSync(join(directory, 'panel.html'), '<script src="panel.js"></script>')
  writeFileSync(join(directory, 'panel.js'), panelSource)
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest))
}

function framesOf(stored: [string, unknown][], tab: number): RecordedFrame[] {
  const rows = stored.filter(([key]) => key.startsWith('message:')).map(([, row]) => row as Row)
  const byFrame = Map.groupBy(rows.filter(row => row.tab === tab).sort(inOrder), row => row.frame)
  return [...byFrame.values()].map(own => {
    const [first] = own as [Row, ...Row[]]
    const { message: _, ...rest } = first
    return { ...rest, messages: own.map(({ message }) => message) }
  })
}

/** Frames by their start, messages by their number. */
function inOrder({ message: one }: Row, { message: other }: Row): number {
  return one.n === other.n ? one.atMs - other.atMs : one.n - other.n
}

function textsOf({ messages, url }: RecordedFrame): RecordedText[] {
  return messages.flatMap(({ report }) => {
    if (report.kind !== 'TextInput') return []
    const place = messages.find(({ n }) => n === report.location)?.report
    return [{ ...report, url, href: place?.kind === 'WindowLocation' ? place.href : '' }]
  })
}
