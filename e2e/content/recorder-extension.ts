import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleContentScript } from '@weaklayer/extension/build'
import type { BrowserKind } from '../support/browser-kind.ts'

export const recorderId = 'recorder@weaklayer.org'

/** Writes an extension with the content script and a worker that only writes down what frames say. */
export async function writeRecorder(directory: string, browser: BrowserKind): Promise<void> {
  const root = new URL('../../manifest.json', import.meta.url)
  const { content_scripts, permissions, host_permissions } = JSON.parse(readFileSync(root, 'utf8'))
  const manifest = {
    manifest_version: 3,
    name: 'Recorder',
    version: '1',
    content_scripts,
    permissions,
    host_permissions,
    ...ofBrowser[browser],
  }
  mkdirSync(directory, { recursive: true })
  const { code } = await bundleContentScript()
  writeFileSync(join(directory, 'content.js'), code)
  writeFileSync(join(directory, 'worker.js'), workerSource)
  writeFileSync(join(directory, 'panel.html'), '')
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest))
}

const ofBrowser = {
  chromium: { background: { service_worker: 'worker.js' } },
  firefox: {
    background: { scripts: ['worker.js'] },
    browser_specific_settings: { gecko: { id: recorderId } },
  },
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
