import type { PageRequest, SensorView } from '@weaklayer/extension/protocol'
import type { BrowserContext, Page } from 'playwright'

/** A page of the extension from which its worker can be asked. */
export interface SensorPage {
  ask(request: PageRequest): Promise<unknown>
  askView(): Promise<SensorView>
}

/** Any document of the extension has `chrome.runtime`; the manifest is the one that runs no script of its own. */
const quietDocument = 'manifest.json'

/** Asks the sensor's worker as its own pages do, from a tab that opens at the first question. */
export function createSensorPage(context: BrowserContext, extensionId: string): SensorPage {
  let opening: Promise<Page> | undefined
  const page = async () => {
    if (opening !== undefined && (await opening).isClosed()) opening = undefined
    opening ??= openPage(context, extensionId)
    return opening
  }
  const ask = async (request: PageRequest): Promise<unknown> =>
    (await page()).evaluate(`chrome.runtime.sendMessage(${JSON.stringify(request)})`)
  return { ask, askView: async () => (await ask({ ask: 'view' })) as SensorView }
}

async function openPage(context: BrowserContext, extensionId: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`chrome-extension://${extensionId}/${quietDocument}`)
  return page
}
