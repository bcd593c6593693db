export { testExtensionId, testManifestKey } from '@weaklayer/faults/laboratory'
