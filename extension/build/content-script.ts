import { gzipSync } from 'node:zlib'
import { buildError } from './build-error.ts'
import { bundle } from './bundle.ts'

/** Most bytes of the content script after gzip: it runs in every frame of every page. */
export const contentLimitBytes = 8 * 1024

export interface ContentScript {
  code: Uint8Array
  gzipBytes: number
}

/** Bundles the content script; throws CONTENT_SCRIPT_TOO_LARGE. */
export async function bundleContentScript(): Promise<ContentScript> {
  return checkContentScript(await bundle('src/content/entry.ts'))
}

/** Measures a content script; throws CONTENT_SCRIPT_TOO_LARGE. */
export function checkContentScript(code: Uint8Array): ContentScript {
  const gzipBytes = gzipSync(code, { level: 9 }).byteLength
  if (gzipBytes <= contentLimitBytes) return { code, gzipBytes }
  throw buildError(
    'CONTENT_SCRIPT_TOO_LARGE',
    `The content script has ${gzipBytes} bytes after gzip; at most ${contentLimitBytes} are allowed`,
    'look for an import that is not only of types in extension/src/content',
  )
}
