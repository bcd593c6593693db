import type { JsonObject } from '../json.ts'
import { chromiumUpdateUrl, gatewayPattern, type PolicyModel } from '../model/policy-model.ts'

/** A browser of the Chromium family, with the places and names of its policies. */
export interface ChromiumBrand {
  name: 'chrome' | 'edge' | 'chromium'
  title: string
  /** Folder of mandatory policies on Linux. */
  linuxDirectory: string
  /** Below HKEY_LOCAL_MACHINE, without `\` at its end. */
  registryKey: string
  /** Preference domain on macOS. */
  macDomain: string
  /** Page that lists the policies in force. */
  policyPage: string
  /** Shows the sensor's button. */
  pin: JsonObject
  hardening: { guest: string; profiles: string; privateMode: string; mandatory: string }
}

const googleHardening = {
  guest: 'BrowserGuestModeEnabled',
  profiles: 'BrowserAddPersonEnabled',
  privateMode: 'IncognitoModeAvailability',
  mandatory: 'MandatoryExtensionsForIncognitoNavigation',
}

export const chrome: ChromiumBrand = {
  name: 'chrome',
  title: 'Google Chrome',
  linuxDirectory: '/etc/opt/chrome/policies/managed',
  registryKey: 'Software\\Policies\\Google\\Chrome',
  macDomain: 'com.google.Chrome',
  policyPage: 'chrome://policy',
  pin: { toolbar_pin: 'force_pinned' },
  hardening: googleHardening,
}

export const chromium: ChromiumBrand = {
  ...chrome,
  name: 'chromium',
  title: 'Chromium',
  linuxDirectory: '/etc/chromium/policies/managed',
  registryKey: 'Software\\Policies\\Chromium',
  macDomain: 'org.chromium.Chromium',
}

export const edge: ChromiumBrand = {
  name: 'edge',
  title: 'Microsoft Edge',
  linuxDirectory: '/etc/opt/edge/policies/managed',
  registryKey: 'Software\\Policies\\Microsoft\\Edge',
  macDomain: 'com.microsoft.Edge',
  policyPage: 'edge://policy',
  pin: { toolbar_state: 'force_shown' },
  hardening: {
    guest: 'BrowserGuestModeEnabled',
    profiles: 'BrowserAddProfileEnabled',
    privateMode: 'InPrivateModeAvailability',
    mandatory: 'MandatoryExtensionsForInPrivateNavigation',
  },
}

/** The value of ExtensionSettings for the sensor. */
export function extensionSettings(brand: ChromiumBrand, model: PolicyModel): JsonObject {
  return {
    [model.ids.chromium]: {
      installation_mode: 'force_installed',
      update_url: chromiumUpdateUrl(model),
      // Without it a package that names another address in its manifest would leave ours after the first install.
      override_update_url: true,
      runtime_allowed_hosts: [gatewayPattern(model)],
      ...brand.pin,
    },
  }
}

/** Policies that close the ways around the sensor. */
export function hardeningPolicies({ hardening }: ChromiumBrand, model: PolicyModel): JsonObject {
  return {
    [hardening.guest]: false,
    [hardening.profiles]: false,
    // 0 allows private windows, 1 forbids them: where they are recorded, they may be opened with the sensor only.
    [hardening.privateMode]: model.managed.incognito === true ? 0 : 1,
    [hardening.mandatory]: [model.ids.chromium],
    // 0: no developer tools on extensions that policy installed.
    DeveloperToolsAvailability: 0,
  }
}
