import { nearestOf } from '@weaklayer/wire'
import { type Browser, isRecord, recordIn } from './policy-source.ts'

/** The policies that install and configure the sensor, or decide whether it can run. */
export const browserPolicyNames: Record<Browser, readonly string[]> = {
  chromium: [
    '3rdparty',
    'ExtensionInstallForcelist',
    'ExtensionInstallAllowlist',
    'ExtensionInstallBlocklist',
    'ExtensionInstallSources',
    'ExtensionSettings',
    'IncognitoModeAvailability',
    'InPrivateModeAvailability',
    'MandatoryExtensionsForIncognitoNavigation',
    'MandatoryExtensionsForInPrivateNavigation',
    'DeveloperToolsAvailability',
    'BrowserGuestModeEnabled',
    'BrowserAddPersonEnabled',
  ],
  firefox: [
    '3rdparty',
    'ExtensionSettings',
    'ExtensionUpdate',
    'Preferences',
    'PrivateBrowsingModeAvailability',
  ],
}

const settingNames: Record<Browser, readonly string[]> = {
  chromium: [
    'installation_mode',
    'update_url',
    'override_update_url',
    'toolbar_pin',
    'toolbar_state',
    'runtime_allowed_hosts',
    'runtime_blocked_hosts',
    'allowed_permissions',
    'blocked_permissions',
    'minimum_version_required',
    'file_url_navigation_allowed',
  ],
  firefox: [
    'installation_mode',
    'install_url',
    'private_browsing',
    'updates_disabled',
    'default_area',
    'temporarily_allow_weak_signatures',
  ],
}

const extensionsKey: Record<Browser, string> = { chromium: 'extensions', firefox: 'Extensions' }

export interface MistypedName {
  name: string
  meant: string
}

/** Names that are no policy but nearly one: other capitals, or up to two letters wrong. */
export function mistypedNames(policies: Record<string, unknown>, browser: Browser): MistypedName[] {
  const settings = Object.values(recordIn(policies, 'ExtensionSettings')).filter(isRecord)
  return [
    ...slips(policies, browserPolicyNames[browser]),
    ...slips(recordIn(policies, '3rdparty'), [extensionsKey[browser]]),
    ...settings.flatMap(each => slips(each, settingNames[browser])),
  ]
}

function slips(given: Record<string, unknown>, known: readonly string[]): MistypedName[] {
  return Object.keys(given)
    .filter(name => !known.includes(name))
    .flatMap(name => {
      const meant = nearestOf(name, known, 2)
      return meant === undefined ? [] : [{ name, meant }]
    })
}
