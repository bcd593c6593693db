export { extensionId, isExtensionId } from './crx/extension-id.ts'
export { type CrxContents, type CrxReading, readCrx } from './crx/read-crx.ts'
export * from './doctor/index.ts'
