import { pathToFileURL } from 'node:url'
import { waitUntilDelivered } from '@weaklayer/demo'
import type { PageRequest, SensorView } from '@weaklayer/extension/protocol'
import { forgetTokenHere, type LabBrowser, labAnswers } from '../lab-browser.ts'
import { writePolicies } from './firefox-process.ts'
import { type ForcedFirefox, launchForcedFirefox } from './forced-firefox.ts'
import { writeXpi } from './xpi.ts'

const firefoxSensorId = 'sensor@weaklayer.org'

/** Gets the sensor from an unpacked build, or from whatever the policies say. */
type LabFirefoxOptions = Place & (OwnPackage | { policies: object })

interface Place {
  executable: string
  /** Kept: identity and queue of the sensor lie in it. */
  profileDirectory: string
  /** Names that this browser alone resolves to 127.0.0.1. @default none */
  hosts?: readonly string[]
}

interface OwnPackage {
  /** A build of the extension for Firefox, unpacked. */
  extensionDirectory: string
  /** Values of the sensor's managed storage. @default none */
  managed?: object | undefined
  /** PEM files of authorities that the browser trusts. @default none */
  authorities?: readonly string[] | undefined
}

export interface LabFirefox extends LabBrowser, Pick<ForcedFirefox, 'inBrowser' | 'openDocument'> {
  extensionUrl: string
  /** Replaces the policies, while the browser runs. */
  changePolicies(policies: object): void
}

/** Starts Firefox with the sensor installed by policy, and offers what a laboratory's Chromium offers. */
export async function launchLabFirefox(options: LabFirefoxOptions): Promise<LabFirefox> {
  const browser = await launchForcedFirefox({
    executable: options.executable,
    profileDirectory: options.profileDirectory,
    extensionId: firefoxSensorId,
    policies: {
      ...unsignedAllowed,
      ...('policies' in options ? options.policies : labPolicies(options)),
    },
    hosts: options.hosts ?? [],
  })
  const ask = (request: PageRequest) =>
    browser.inExtension<unknown>(`browser.runtime.sendMessage(${JSON.stringify(request)})`)
  const askView = async () => (await ask({ ask: 'view' })) as SensorView
  let open = true
  browser.context.on('close', () => {
    open = false
  })
  return {
    ...labAnswers(ask),
    ...browser,
    extensionId: firefoxSensorId,
    ask,
    askView,
    worker: () => undefined,
    waitUntilDelivered: waiting => waitUntilDelivered({ ask, askView }, waiting),
    forgetToken: () => forgetTokenHere(browser.inExtension),
    stopWorker: browser.stopEventPage,
    workerLog: browser.log,
    changePolicies: policies => writePolicies(options.profileDirectory, { ...unsignedAllowed, ...policies }),
    kill: async () => {
      if (open) await browser.kill()
    },
  }
}

function labPolicies(options: Place & OwnPackage): object {
  const { extensionDirectory, profileDirectory, managed, authorities = [] } = options
  const xpi = `${profileDirectory}.xpi`
  writeXpi(extensionDirectory, xpi)
  const install = { installation_mode: 'force_installed', install_url: pathToFileURL(xpi).href }
  return {
    ExtensionSettings: { [firefoxSensorId]: install },
    ...(managed === undefined ? {} : { '3rdparty': { Extensions: { [firefoxSensorId]: managed } } }),
    ...(authorities.length === 0 ? {} : { Certificates: { Install: authorities } }),
  }
}

/** What an ESR needs to take a package that Mozilla did not sign. */
export const unsignedAllowed = {
  Preferences: { 'xpinstall.signatures.required': { Value: false, Status: 'locked' } },
}
