export { extensionId, isExtensionId } from './crx/extension-id.ts'
export { type CrxContents, type CrxReading, readCrx } from './crx/read-crx.ts'
export * from './doctor/index.ts'
export { type Fill, fills, type PackageIds, type PolicyFile, type PolicyModel } from './model/policy-model.ts'
export { type PolicyInput, type PolicyReading, readPolicyInput } from './model/read-policy-input.ts'
export {
  type ExtensionBuild,
  type ExtensionIds,
  makePackages,
  type Packages,
  type PackagesInput,
} from './package/make-packages.ts'
export { type PackageError, type PackageErrorCode, packageErrors } from './package/package-error.ts'
export { writePackages } from './package/package-folder.ts'
export { type Publication, type PublishOptions, publishPackages } from './package/publish-packages.ts'
export { makeSigningKey, readSigningKey, type SigningKey } from './package/signing-key.ts'
export { keyExists, readKeyFile, refuseExposedKey, writeKeyFile } from './package/signing-key-file.ts'
export { type FolderUrl, readFolderUrl } from './package/update-url.ts'
export { isVersion } from './package/version.ts'
export type { Target } from './targets/target.ts'
export { targets } from './targets/targets.ts'
export { isPolicyFolder, type WrittenFile, writePolicyFiles } from './write-policy-files.ts'
