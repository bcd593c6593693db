import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const manifest = {
  manifest_version: 3,
  name: 'smallest recorder',
  version: '1',
  background: { service_worker: 'worker.js' },
  content_scripts: [
    {
      matches: ['http://*/*'],
      js: ['content.js'],
      run_at: 'document_start',
      all_frames: true,
      match_about_blank: true,
    },
  ],
}

const worker = `
chrome.runtime.onConnect.addListener(port => port.onMessage.addListener(() => {}))
chrome.runtime.onMessage.addListener((message, sender, answer) => answer({}))
`

/** Says where it is, and looks at a field's value after each key press: nothing that records text does less. */
const content = `
const port = chrome.runtime.connect({ name: 'smallest' })
port.postMessage({ url: location.href })
let last
const options = { capture: true, passive: true }
addEventListener('keydown', event => { last = event.key }, options)
addEventListener('beforeinput', event => { last = event.target }, options)
addEventListener('input', event => { last = event.target.value }, options)
addEventListener('pagehide', () => port.postMessage({ last: String(last).length }), options)
`

/** Writes an extension that is no more than a recorder must be: the floor below which no sensor can come. */
export async function writeSmallestRecorder(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, 'manifest.json'), JSON.stringify(manifest))
  await writeFile(join(directory, 'worker.js'), worker)
  await writeFile(join(directory, 'content.js'), content)
  return directory
}
