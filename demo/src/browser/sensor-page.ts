import { setTimeout as wait } from 'node:timers/promises'
import type { PageRequest, SensorView } from '@weaklayer/extension/protocol'
import type { BrowserContext, Page } from 'playwright'
import { failure } from '../failure.ts'

/** A page of the extension from which its worker can be asked. */
export interface SensorPage {
  ask(request: PageRequest): Promise<unknown>
  askView(): Promise<SensorView>
}

/** Any document of the extension has `chrome.runtime`; the manifest is the one that runs no script of its own. */
const quietDocument = 'manifest.json'

/** A self-test may take as long as its requests. */
const answerLimitMs = 60_000

/** Asks the sensor's worker as its own pages do, from a tab that opens at the first question. */
export function createSensorPage(context: BrowserContext, extensionId: string): SensorPage {
  let opening: Promise<Page> | undefined
  const page = async () => {
    if (opening !== undefined && (await opening).isClosed()) opening = undefined
    opening ??= openPage(context, extensionId)
    return opening
  }
  const ask = async (request: PageRequest): Promise<unknown> => {
    const asking = (await page()).evaluate(`chrome.runtime.sendMessage(${JSON.stringify(request)})`)
    const answer = await Promise.race([asking, silence()]).catch(cause => {
      throw sensorSilent(cause)
    })
    if (answer === undefined || answer === null) throw sensorSilent('it gave no answer')
    return answer
  }
  return { ask, askView: async () => (await ask({ ask: 'view' })) as SensorView }
}

function sensorSilent(cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message.split('\n')[0] : cause
  return failure({
    code: 'SENSOR_SILENT',
    message: `The sensor's worker does not answer: ${reason}.`,
    todo: 'Look at its errors in chrome://extensions of that profile.',
    cause,
  })
}

/** Rejects when an answer is late; `unref` lets the process end meanwhile. */
async function silence(): Promise<never> {
  await wait(answerLimitMs, undefined, { ref: false })
  throw new Error(`nothing came within ${answerLimitMs / 1000} s`)
}

async function openPage(context: BrowserContext, extensionId: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`chrome-extension://${extensionId}/${quietDocument}`)
  return page
}
