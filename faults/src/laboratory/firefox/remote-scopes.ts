import { setTimeout as delay } from 'node:timers/promises'
import type { BidiFront } from './bidi-front.ts'

/** Scopes of a Firefox that Playwright does not reach. Expressions give JSON values, or promises of them. */
export interface RemoteScopes {
  /** The browser's own window, with all its rights. */
  inBrowser<Result>(expression: string): Promise<Result>
  /** A tab with a document of an extension; one in front is visible, as a user's is. */
  openDocument(url: string, options?: { inFront: boolean }): Promise<RemoteDocument>
}

export interface RemoteDocument {
  evaluate<Result>(expression: string): Promise<Result>
  /** A PNG of what a user would see. */
  screenshot(): Promise<Buffer>
  resize(size: { width: number; height: number }): Promise<void>
  close(): Promise<void>
}

interface Tree {
  contexts: { context: string; url: string }[]
}

type Evaluation =
  | { type: 'success'; result: { value?: string } }
  | { type: 'exception'; exceptionDetails: { text: string } }

const openLimitMs = 30_000

export function remoteScopes(front: BidiFront): RemoteScopes {
  return {
    async inBrowser(expression) {
      const { contexts } = await front.send<Tree>('browsingContext.getTree', { 'moz:scope': 'chrome' })
      const window = contexts.find(one => one.url.endsWith('/browser.xhtml'))
      if (window === undefined) throw new Error('Firefox has no window.')
      return await evaluate(front, window.context, expression)
    },
    async openDocument(url, { inFront } = { inFront: false }) {
      const { context } = await front.send<{ context: string }>('browsingContext.create', {
        type: 'tab',
        background: !inFront,
      })
      await front.send('browsingContext.navigate', { context, url, wait: 'none' })
      await untilAt(front, context, url)
      return {
        evaluate: expression => evaluate(front, context, expression),
        async screenshot() {
          const { data } = await front.send<{ data: string }>('browsingContext.captureScreenshot', {
            context,
          })
          return Buffer.from(data, 'base64')
        },
        resize: async viewport =>
          void (await front.send('browsingContext.setViewport', { context, viewport })),
        close: async () => void (await front.send('browsingContext.close', { context })),
      }
    },
  }
}

/** A tab begins as about:blank, and a document of an extension reports no progress. */
async function untilAt(front: BidiFront, context: string, url: string): Promise<void> {
  for (const deadline = Date.now() + openLimitMs; Date.now() < deadline; await delay(20)) {
    const at = await evaluate(front, context, 'document.readyState === "complete" && document.URL').catch(
      () => undefined,
    )
    if (at === url) return
  }
  throw new Error(`Firefox does not open ${url}.`)
}

/** Values cross as JSON: what a script gives else is described, not given. */
async function evaluate<Result>(front: BidiFront, context: string, expression: string): Promise<Result> {
  const evaluation = await front.send<Evaluation>('script.evaluate', {
    target: { context },
    expression: `(async () => JSON.stringify({ value: await (${expression}) }))()`,
    awaitPromise: true,
  })
  if (evaluation.type === 'exception') throw new Error(evaluation.exceptionDetails.text)
  return JSON.parse(evaluation.result.value ?? '{}').value
}
