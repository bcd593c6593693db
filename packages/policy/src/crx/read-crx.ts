import { createPublicKey, createVerify } from 'node:crypto'
import { type CrxHeader, type CrxProof, readCrxHeader } from './crx-header.ts'
import { extensionId, idLetters } from './extension-id.ts'
import { type PackageManifest, readManifest } from './read-manifest.ts'

/** What is in a CRX3 file. */
export interface CrxContents {
  /** The id that the package claims, 32 letters. */
  id: string
  manifest: PackageManifest
  /**
   * Whether Chromium would take it: each signature in it is right, and one of them is made with the key that the id
   * comes from.
   */
  signature: 'valid' | 'wrong' | 'not of this id'
  /** The zip archive. */
  archive: Uint8Array
}

export type CrxReading = { status: 'ok'; crx: CrxContents } | { status: 'invalid'; message: string }

const magic = 'Cr24'
const signedContext = 'CRX3 SignedData\0'
const fixedBytes = 12

/** Reads a CRX3 file and verifies it. Source: Chromium's components/crx_file/crx_verifier.cc. */
export function readCrx(bytes: Uint8Array): CrxReading {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (file.toString('latin1', 0, 4) !== magic) return invalid('it does not start with Cr24')
  if (file.length < fixedBytes) return invalid('it ends in its header')
  const version = file.readUInt32LE(4)
  if (version !== 3) return invalid(`it is CRX version ${version}, and browsers take version 3 only`)
  const archiveStart = fixedBytes + file.readUInt32LE(8)
  if (archiveStart >= file.length) return invalid('it ends in its header')
  const header = readCrxHeader(file.subarray(fixedBytes, archiveStart))
  if (header === undefined) return invalid('its header is not readable')
  const archive = file.subarray(archiveStart)
  const contents = readManifest(archive)
  if (contents === undefined) return invalid('it holds no manifest.json that a browser would take')
  const { manifest } = contents
  const signature = signatureOf(header, archive)
  return { status: 'ok', crx: { id: idLetters(header.id), manifest, signature, archive } }
}

function invalid(message: string): CrxReading {
  return { status: 'invalid', message }
}

function signatureOf(header: CrxHeader, archive: Uint8Array): CrxContents['signature'] {
  const proofs = [...header.rsaProofs, ...header.ecdsaProofs]
  if (proofs.length === 0 || !proofs.every(proof => isRight(proof, header, archive))) return 'wrong'
  const id = idLetters(header.id)
  return proofs.some(({ publicKey }) => extensionId(publicKey) === id) ? 'valid' : 'not of this id'
}

function isRight({ publicKey, signature }: CrxProof, header: CrxHeader, archive: Uint8Array): boolean {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(header.signedData.length)
  const verify = createVerify('sha256')
    .update(signedContext)
    .update(length)
    .update(header.signedData)
    .update(archive)
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
    return verify.verify(key, signature)
  } catch {
    return false
  }
}
