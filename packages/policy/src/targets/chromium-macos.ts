import { mobileconfigText } from '../formats/mobileconfig.ts'
import type { PolicyFile, PolicyModel } from '../model/policy-model.ts'
import { type ChromiumBrand, extensionSettings, hardeningPolicies } from './chromium-brand.ts'
import {
  chromiumTraps,
  edgeTraps,
  enrolledCheck,
  hardeningNote,
  macTraps,
  policyPageCheck,
} from './guide-texts.ts'
import { macRemove, macSteps, macVariantNotes, macVariants, macVariantTraps } from './mac-variants.ts'
import type { Guide, Target } from './target.ts'

/** Chrome or Edge on macOS: configuration profiles. */
export function chromiumMacos(brand: ChromiumBrand): Target {
  return {
    name: `${brand.name}-macos`,
    title: `${brand.title} on macOS`,
    proof: 'parsed',
    files: model => policyFiles(brand, model),
    guide: model => guide(brand, model),
  }
}

function policyFiles(brand: ChromiumBrand, model: PolicyModel): PolicyFile[] {
  const identifier = `org.weaklayer.${brand.name}`
  const title = `Weaklayer sensor in ${brand.title}`
  const sensor = {
    profile: { identifier, title, description: 'Installs and configures the Weaklayer sensor.' },
    domains: (managed: PolicyModel['managed']) => ({
      [brand.macDomain]: { ExtensionSettings: extensionSettings(brand, model) },
      [`${brand.macDomain}.extensions.${model.ids.chromium}`]: managed,
    }),
  }
  const hardening = mobileconfigText({
    identifier: `${identifier}.hardening`,
    title: `${title}: hardening`,
    description: 'Closes the ways around the Weaklayer sensor.',
    domains: { [brand.macDomain]: hardeningPolicies(brand, model) },
  })
  return [
    ...macVariants(sensor, model),
    { path: 'weaklayer-hardening.mobileconfig', text: hardening, secret: false },
  ]
}

function guide(brand: ChromiumBrand, model: PolicyModel): Guide {
  return {
    files: {
      ...macVariantNotes(model),
      'weaklayer-hardening.mobileconfig': `optional: ${hardeningNote(brand)}`,
    },
    steps: macSteps,
    check: [policyPageCheck(brand.policyPage, model), enrolledCheck],
    remove: macRemove,
    traps: [...macTraps, ...macVariantTraps, ...(brand.name === 'edge' ? edgeTraps : []), ...chromiumTraps],
  }
}
