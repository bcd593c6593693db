import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { findBrowser } from '@weaklayer/demo'
import { buildExtension } from '@weaklayer/extension/build'
import { build } from 'esbuild'
import { type BrowserContext, chromium, type Page, type Worker } from 'playwright'
import type { Audit } from '../in-page/audit-report.ts'

/** What the scripted worker answers; `silence` is a worker that hangs, `gone` one that does not listen. */
interface Script {
  view?: unknown
  selfTest?: unknown
  mode?: 'answers' | 'silence' | 'gone'
}

/** A real browser with the real pages and a worker that answers what the test says. */
export interface ScriptedSensor {
  script(next: Script): Promise<void>
  /** Every request of the pages since the last call of `script`. */
  asked(): Promise<{ ask: string }[]>
  open(file: 'popup.html' | 'page.html'): Promise<Page>
  worker: Worker
  context: BrowserContext
  close(): Promise<void>
}

/** Builds the extension into the directory and starts a browser with a profile beside it. */
export async function startScriptedSensor(directory: string): Promise<ScriptedSensor> {
  const extension = join(directory, 'extension')
  await buildExtension({ browser: 'chromium', outDirectory: extension })
  await replaceWorker(extension)
  const audit = await bundledAudit()
  const context = await chromium.launchPersistentContext(join(directory, 'profile'), {
    executablePath: await findBrowser('chromium'),
    headless: true,
    args: [`--disable-extensions-except=${extension}`, `--load-extension=${extension}`],
  })
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
  return {
    worker,
    context,
    script: next => worker.evaluate(`Object.assign(globalThis, ${JSON.stringify(scripted(next))})`),
    asked: () => worker.evaluate('asked'),
    async open(file) {
      const page = await context.newPage()
      await page.goto(new URL(`/pages/${file}`, worker.url()).href)
      await page.evaluate(audit)
      return page
    },
    close: () => context.close(),
  }
}

/** Calls a function of `in-page/audit.ts` in the page. */
export function audit<K extends keyof Audit>(page: Page, name: K): Promise<ReturnType<Audit[K]>> {
  return page.evaluate(`audit.${name}()`)
}

const scripted = (next: Script) => ({
  view: null,
  selfTest: null,
  ...next,
  mode: next.mode ?? 'answers',
  asked: [],
})

/** It knows nothing and decides nothing: the test says what it answers. */
const workerSource = `
Object.assign(globalThis, ${JSON.stringify(scripted({}))})
chrome.runtime.onMessage.addListener((request, sender, answer) => {
  asked.push(request)
  if (mode === 'gone') return false
  if (mode === 'answers') answer(request.ask === 'selftest' ? selfTest : request.ask === 'view' ? view : {})
  return true
})`

async function replaceWorker(extension: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(extension, 'manifest.json'), 'utf8'))
  await writeFile(join(extension, manifest.background.service_worker), workerSource)
}

/** A script that puts `in-page/audit.ts` into a page. */
export async function bundledAudit(): Promise<string> {
  const entry = resolve(import.meta.dirname, '../in-page/audit.ts')
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: 'iife', write: false })
  return outputFiles[0]?.text ?? ''
}
