import { pathToFileURL } from 'node:url'
import { findBrowser } from '@weaklayer/demo'
import { launchForcedFirefox, unsignedAllowed, writeXpi } from '@weaklayer/faults/laboratory'
import type { RecorderBrowser } from './recorder.ts'
import type { RecorderPlace } from './recorder-chromium.ts'
import { recorderId } from './recorder-extension.ts'

export async function openRecorderFirefox({ extension, profile }: RecorderPlace): Promise<RecorderBrowser> {
  writeXpi(extension, `${extension}.xpi`)
  const install_url = pathToFileURL(`${extension}.xpi`).href
  const browser = await launchForcedFirefox({
    executable: await findBrowser('firefox'),
    profileDirectory: profile,
    extensionId: recorderId,
    policies: {
      ...unsignedAllowed,
      ExtensionSettings: { [recorderId]: { installation_mode: 'force_installed', install_url } },
    },
    preferences: clipboardForPages,
  })
  return {
    context: browser.context,
    inExtension: browser.inExtension,
    stopWorker: browser.stopEventPage,
    reloadExtension: () => browser.inBrowser(reloaded(recorderId)),
    close: browser.close,
  }
}

/** Lets pages of tests use the clipboard without asking. */
const clipboardForPages = {
  'dom.events.testing.asyncClipboard': true,
}

/** What policy installed cannot be disabled or removed, not even from here. */
const reloaded = (id: string) => `(async () => {
  const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs')
  await (await AddonManager.getAddonByID(${JSON.stringify(id)})).reload()
})()`
