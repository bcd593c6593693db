import { gzipSync } from 'node:zlib'
import { buildError } from './build-error.ts'
import { type Bundle, bundle } from './bundle.ts'

/** Most bytes of the content script after gzip: it runs in every frame of every page. */
export const contentLimitBytes = 8 * 1024

export interface ContentScript extends Bundle {
  gzipBytes: number
}

/** Bundles the content script; throws CONTENT_SCRIPT_TOO_LARGE. */
export async function bundleContentScript(): Promise<ContentScript> {
  const bundled = await bundle('src/content/entry.ts')
  return { ...bundled, gzipBytes: checkContentScript(bundled.code) }
}

/** The bytes of a content script after gzip; throws CONTENT_SCRIPT_TOO_LARGE. */
export function checkContentScript(code: Uint8Array): number {
  const gzipBytes = gzipSync(code, { level: 9 }).byteLength
  if (gzipBytes <= contentLimitBytes) return gzipBytes
  throw buildError(
    'CONTENT_SCRIPT_TOO_LARGE',
    `The content script has ${gzipBytes} bytes after gzip; at most ${contentLimitBytes} are allowed`,
    'look for an import that is not only of types in extension/src/content',
  )
}
