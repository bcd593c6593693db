import type { BrowserContext } from 'playwright'

/** One event of Chromium's trace; times are microseconds, `tdur` is processor time of the thread. */
export interface TraceEvent {
  name: string
  ts: number
  tdur?: number
  args?: { data?: { url?: string; type?: string } }
}

const includedCategories = ['devtools.timeline', 'v8.execute']
const scripts = new Set(['EvaluateScript', 'FunctionCall'])

/** Records a trace of all pages while `work` runs. */
export async function traceWhile(context: BrowserContext, work: () => Promise<void>): Promise<TraceEvent[]> {
  const browser = context.browser()
  if (browser === null) throw new Error('The browser is gone; start the benchmark again.')
  const session = await browser.newBrowserCDPSession()
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value) events.push(event as unknown as TraceEvent)
  })
  const complete = new Promise<void>(resolve => session.once('Tracing.tracingComplete', () => resolve()))
  const traceConfig = { recordMode: 'recordAsMuchAsPossible', includedCategories } as const
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig })
  await work()
  await session.send('Tracing.end')
  await complete
  await session.detach()
  return events.sort((left, right) => left.ts - right.ts)
}

/** Script of a kind that belongs to an extension, in milliseconds each. */
export function extensionScriptMs(events: readonly TraceEvent[], name: string): number[] {
  return events.filter(event => event.name === name && isExtension(event)).map(durationMs)
}

/** All script of pages and sensor together, in milliseconds. */
export function allScriptMs(events: readonly TraceEvent[]): number {
  return events
    .filter(event => scripts.has(event.name) && /^(http|chrome-extension)/.test(urlOf(event)))
    .reduce((sum, event) => sum + durationMs(event), 0)
}

/** An extension's script after each key press, in milliseconds a key. */
export function extensionMsPerKey(events: readonly TraceEvent[]): number[] {
  const keys: number[] = []
  for (const event of events) {
    if (event.name === 'EventDispatch' && event.args?.data?.type === 'keydown') keys.push(0)
    if (event.name !== 'FunctionCall' || !isExtension(event) || keys.length === 0) continue
    keys[keys.length - 1] = (keys.at(-1) ?? 0) + durationMs(event)
  }
  return keys
}

function isExtension(event: TraceEvent): boolean {
  return urlOf(event).startsWith('chrome-extension://')
}

function urlOf(event: TraceEvent): string {
  return event.args?.data?.url ?? ''
}

function durationMs(event: TraceEvent): number {
  return (event.tdur ?? 0) / 1000
}
