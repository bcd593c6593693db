import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FrameMessage, FrameRules, TextReport } from '@weaklayer/extension/protocol'
import type { BrowserContext, Page } from 'playwright'
import type { BrowserKind } from '../support/browser-kind.ts'
import { openRecorderChromium } from './recorder-chromium.ts'
import { writeRecorder } from './recorder-extension.ts'
import { openRecorderFirefox } from './recorder-firefox.ts'

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

/** A browser with the recording extension. */
export interface RecorderBrowser {
  context: BrowserContext
  /** Evaluates an expression in a page of the extension, which outlives the worker. */
  inExtension<Result>(expression: string): Promise<Result>
  stopWorker(): Promise<unknown>
  /** Takes the extension away from the pages that are open. */
  reloadExtension(): Promise<void>
  close(): Promise<void>
}

/** The content script in a real browser, with a worker that only writes down what frames say. */
export interface Recorder extends RecorderBrowser {
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
}

interface Row extends Omit<RecordedFrame, 'messages'> {
  message: FrameMessage
}

export async function startRecorder(kind: BrowserKind): Promise<Recorder> {
  const folder = mkdtempSync(join(tmpdir(), 'weaklayer-content-'))
  const extension = join(folder, 'extension')
  await writeRecorder(extension, kind)
  const open = kind === 'firefox' ? openRecorderFirefox : openRecorderChromium
  const browser = await open({ extension, profile: join(folder, 'profile') })
  const stored = () => browser.inExtension<Record<string, unknown>>('chrome.storage.local.get(null)')
  const set = (values: Record<string, unknown>) =>
    browser.inExtension<void>(`chrome.storage.local.set(${JSON.stringify(values)})`)
  const frames = async (tab: number) => framesOf(Object.entries(await stored()), tab)
  return {
    ...browser,
    frames,
    tabOf: page =>
      browser.inExtension(`chrome.tabs.query({})
      .then(tabs => tabs.find(tab => tab.url === ${JSON.stringify(page.url())}).id)`),
    texts: async tab => (await frames(tab)).flatMap(textsOf),
    setRules: rules => set({ frameRules: { frames: rules ?? 'relevant' } }),
    forgetRules: () => browser.inExtension("chrome.storage.local.remove('frameRules')"),
    setAcknowledging: yes => set({ silent: !yes }),
    arrivals: async tab =>
      Object.keys(await stored()).filter(key => key.startsWith(`arrival:${tab}:`)).length,
    async close() {
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
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
