import { unzipSync } from 'fflate'
import { packageError } from './package-error.ts'

/**
 * Refuses an XPI that is not the one that these files make with Mozilla's signature added.
 * @throws PackageError SIGNED_XPI_WRONG
 */
export function checkSignedXpi(xpi: Uint8Array, expected: ReadonlyMap<string, Uint8Array>): void {
  const found = new Map(Object.entries(unzip(xpi)).filter(([name]) => !name.endsWith('/')))
  const isSignature = (name: string) => name.startsWith('META-INF/')
  if (![...found.keys()].some(name => /^META-INF\/(mozilla\.rsa|cose\.sig)$/.test(name)))
    throw packageError('SIGNED_XPI_WRONG', 'the signed XPI carries no signature of Mozilla')
  const names = new Set([...expected.keys(), ...found.keys()].filter(name => !isSignature(name)))
  for (const name of [...names].sort()) {
    const [mine, theirs] = [expected.get(name), found.get(name)]
    if (mine !== undefined && theirs !== undefined && Buffer.from(mine).equals(theirs)) continue
    throw packageError(
      'SIGNED_XPI_WRONG',
      `the signed XPI is of another build: its file ${name} is not the one that was built now`,
    )
  }
}

function unzip(xpi: Uint8Array): Record<string, Uint8Array> {
  try {
    return unzipSync(xpi)
  } catch (cause) {
    throw packageError('SIGNED_XPI_WRONG', 'the signed XPI is no zip file', cause)
  }
}
