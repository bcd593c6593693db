import type { JsonObject } from '../json.ts'
import { gatewayPattern, type PolicyModel } from '../model/policy-model.ts'

/** The value of ExtensionSettings for the sensor in Firefox. */
export function firefoxExtensionSettings(model: PolicyModel): JsonObject {
  const { ids, updateUrl, managed } = model
  return {
    [ids.firefox]: {
      installation_mode: 'force_installed',
      install_url: `${updateUrl}/weaklayer-${ids.version}.xpi`,
      update_url: `${updateUrl}/updates.json`,
      private_browsing: managed.incognito === true,
      runtime_allowed_hosts: [gatewayPattern(model)],
      default_area: 'navbar',
    },
  }
}

/** Firefox asks before an extension reaches the local network, where most gateways are; nobody could answer. */
function localNetworkAccess({ gateway }: PolicyModel): JsonObject {
  return { SkipDomains: [gateway.hostname] }
}

/** Everything for the sensor, as policies.json has it below `policies`. */
export function firefoxPolicies(model: PolicyModel, managed: JsonObject = model.managed): JsonObject {
  return {
    ExtensionSettings: firefoxExtensionSettings(model),
    LocalNetworkAccess: localNetworkAccess(model),
    '3rdparty': { Extensions: { [model.ids.firefox]: managed } },
  }
}

/** Policies that close the ways around the sensor. */
export function firefoxHardening({ managed }: PolicyModel): JsonObject {
  return {
    // The troubleshoot mode starts without extensions.
    DisableSafeMode: true,
    BlockAboutProfiles: true,
    BlockAboutConfig: true,
    DisableDeveloperTools: true,
    // 0 allows private windows, 1 forbids them.
    PrivateBrowsingModeAvailability: managed.incognito === true ? 0 : 1,
  }
}

export const firefoxHardeningNote =
  'no troubleshoot mode (it starts without extensions), no other profiles, no developer tools, no about:config, and private windows only where they are recorded (`DisableSafeMode`, `BlockAboutProfiles`, `DisableDeveloperTools`, `BlockAboutConfig`, `PrivateBrowsingModeAvailability`).'

export const firefoxCheck =
  '`about:policies` lists `ExtensionSettings`, `LocalNetworkAccess` and `3rdparty` as active, and has no page "Errors".'
