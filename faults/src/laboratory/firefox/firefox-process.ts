import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type GroupProcess, startProcess } from '../processes.ts'

export interface FirefoxOptions {
  executable: string
  profileDirectory: string
  /** What `policies.json` says, below `policies`. The folder is this browser's alone. */
  policies: object
  /** Names that this browser alone resolves to 127.0.0.1. @default none */
  hosts?: readonly string[]
  /** @default none */
  preferences?: Record<string, string | number | boolean>
}

export interface FirefoxProcess extends GroupProcess {
  /** Where it is driven from: `ws://127.0.0.1:port` */
  bidiUrl: string
}

const startLimitMs = 60_000

/** Starts an unmodified Firefox with policies of its own, and waits until it can be driven. */
export async function startFirefox(options: FirefoxOptions): Promise<FirefoxProcess> {
  const { executable, profileDirectory, hosts = [] } = options
  const folders = { etc: `${profileDirectory}-etc`, policies: `${profileDirectory}-policies` }
  for (const folder of [profileDirectory, ...Object.values(folders)]) mkdirSync(folder, { recursive: true })
  writeFileSync(join(profileDirectory, 'user.js'), preferenceFile(options.preferences ?? {}))
  writePolicies(profileDirectory, options.policies)
  const script = join(import.meta.dirname, 'private-etc.sh')
  const firefox = startProcess(script, [executable, ...browserArguments, '--profile', profileDirectory], {
    environment: {
      WEAKLAYER_PRIVATE_ETC: folders.etc,
      WEAKLAYER_POLICY_DIRECTORY: folders.policies,
      WEAKLAYER_MORE_HOSTS: hosts.map(host => `127.0.0.1 ${host}`).join('\n'),
      MOZ_CRASHREPORTER_DISABLE: '1',
    },
  })
  return { ...firefox, bidiUrl: await bidiUrlOf(firefox) }
}

/** Replaces the policies of a Firefox on this profile, also while it runs. */
export function writePolicies(profileDirectory: string, policies: object): void {
  writeFileSync(join(`${profileDirectory}-policies`, 'policies.json'), JSON.stringify({ policies }))
}

/** System access allows to look at the browser's own windows and at pages of extensions, which tests must. */
const browserArguments = [
  '--headless',
  '--no-remote',
  '--remote-debugging-port=0',
  '--remote-allow-system-access',
]

function preferenceFile(more: Record<string, string | number | boolean>): string {
  const lines = Object.entries({ ...basicPreferences, ...more }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  )
  return `${lines.join('\n')}\n`
}

/** Nothing of its own is opened or asked, and consoles go to the log. What a driven Firefox changes by itself comes on top. */
const basicPreferences = {
  'browser.aboutwelcome.enabled': false,
  'browser.newtab.preload': false,
  'browser.newtabpage.enabled': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'devtools.console.stdout.content': true,
}

async function bidiUrlOf(firefox: GroupProcess): Promise<string> {
  for (const deadline = Date.now() + startLimitMs; Date.now() < deadline; await delay(20)) {
    const said = /^WebDriver BiDi listening on (ws:\S+)/m.exec(firefox.log())
    if (said?.[1] !== undefined) return said[1]
    if (firefox.child.exitCode !== null) break
  }
  await firefox.killGroup()
  throw new Error(`Firefox cannot be driven: ${firefox.log()}`)
}
