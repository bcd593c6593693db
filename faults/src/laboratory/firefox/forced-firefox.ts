import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type BrowserContext, firefox } from 'playwright'
import { type BidiFront, startBidiFront } from './bidi-front.ts'
import { type FirefoxOptions, type FirefoxProcess, startFirefox } from './firefox-process.ts'
import { type RemoteDocument, type RemoteScopes, remoteScopes } from './remote-scopes.ts'

/** A Firefox into which policy installed an extension. */
export interface ForcedFirefox extends RemoteScopes {
  context: BrowserContext
  /** `moz-extension://…/` */
  extensionUrl: string
  /** Asks in a document of the extension that runs no script of its own. */
  inExtension<Result>(expression: string): Promise<Result>
  /** Ends the extension's event page, as Firefox does when that was idle for a while; whether it ended. */
  stopEventPage(): Promise<boolean>
  /** What Firefox and its consoles wrote. */
  log(): string
  /** SIGKILL for all of it. */
  kill(): Promise<void>
  /** Closes the browser in order. */
  close(): Promise<void>
}

export interface ForcedFirefoxOptions extends FirefoxOptions {
  /** Which extension to wait for; the policies install it. */
  extensionId: string
}

/** Starts Firefox with Playwright on it, and waits until the extension is there. */
export async function launchForcedFirefox(options: ForcedFirefoxOptions): Promise<ForcedFirefox> {
  const running = await startFirefox(options)
  const front = await startBidiFront(running.bidiUrl)
  try {
    const context = await connect(running, front)
    const scopes = remoteScopes(front)
    const extensionUrl = await extensionUrlOf(scopes, options.extensionId)
    return forcedFirefox({ running, front, context, scopes }, options.extensionId, extensionUrl)
  } catch (error) {
    await running.killGroup()
    await front.close()
    throw new Error(`Firefox did not become ready: ${running.log()}`, { cause: error })
  }
}

interface Parts {
  running: FirefoxProcess
  front: BidiFront
  context: BrowserContext
  scopes: RemoteScopes
}

function forcedFirefox(
  { running, front, context, scopes }: Parts,
  id: string,
  extensionUrl: string,
): ForcedFirefox {
  let opening: Promise<RemoteDocument> | undefined
  const closed = new Promise<void>(done => context.once('close', () => done()))
  return {
    ...scopes,
    context,
    extensionUrl,
    async inExtension(expression) {
      opening ??= scopes.openDocument(`${extensionUrl}manifest.json`)
      return await (await opening).evaluate(expression)
    },
    stopEventPage: async () => (await scopes.inBrowser(eventPageStopped(id))) === 'stopped',
    log: running.log,
    async kill() {
      await running.killGroup()
      await closed
      await front.close()
    },
    async close() {
      await context.close()
      await running.ended
      await front.close()
    },
  }
}

/** At once, also while requests and messages are under way; gives the state afterwards. */
function eventPageStopped(id: string): string {
  return `(async () => {
    const { extension } = WebExtensionPolicy.getByID(${JSON.stringify(id)})
    await extension.terminateBackground({ disableResetIdleForTest: true })
    return extension.backgroundState
  })()`
}

/** Playwright drives a Firefox that it starts itself: a stand-in says where the running one is. */
async function connect({ pid }: FirefoxProcess, { url }: BidiFront): Promise<BrowserContext> {
  return await firefox.launchPersistentContext('', {
    channel: 'moz-firefox',
    executablePath: resolve(import.meta.dirname, 'stand-in.sh'),
    headless: true,
    env: { WEAKLAYER_BIDI_URL: url, WEAKLAYER_FIREFOX_PID: String(pid), PATH: process.env.PATH ?? '' },
  })
}

const installLimitMs = 30_000

async function extensionUrlOf({ inBrowser }: RemoteScopes, id: string): Promise<string> {
  const policy = `WebExtensionPolicy.getByID(${JSON.stringify(id)})`
  for (const deadline = Date.now() + installLimitMs; Date.now() < deadline; await delay(50)) {
    const host = await inBrowser<string | null>(`${policy}?.active ? ${policy}.mozExtensionHostname : null`)
    if (host !== null) return `moz-extension://${host}/`
  }
  throw new Error(`Policy did not install ${id}.`)
}
