import { createHash, sign } from 'node:crypto'
import type { SigningKey } from './signing-key.ts'

/**
 * Signs a zip as a CRX3 package; the same zip and key give the same bytes.
 * https://source.chromium.org/chromium/chromium/src/+/main:components/crx_file/crx3.proto
 */
export function packCrx(zip: Uint8Array, key: SigningKey): Uint8Array {
  const crxId = createHash('sha256').update(key.publicDer).digest().subarray(0, 16)
  const signedData = field(fields.crxId, crxId)
  const signed = Buffer.concat([signatureContext, uint32(signedData.length), signedData, zip])
  const signature = sign('sha256', signed, key.privateKey)
  const proof = Buffer.concat([field(fields.publicKey, key.publicDer), field(fields.signature, signature)])
  const header = Buffer.concat([field(fields.sha256WithRsa, proof), field(fields.signedData, signedData)])
  return Buffer.concat([magic, uint32(3), uint32(header.length), header, zip])
}

const magic = Buffer.from('Cr24')
const signatureContext = Buffer.from('CRX3 SignedData\0')

/** Numbers of the fields of CrxFileHeader, AsymmetricKeyProof and SignedData. */
const fields = { sha256WithRsa: 2, signedData: 10_000, publicKey: 1, signature: 2, crxId: 1 }

/** A field of bytes in Protocol Buffers: https://protobuf.dev/programming-guides/encoding/ */
function field(number: number, bytes: Uint8Array): Buffer {
  const bytesFollow = 2
  return Buffer.concat([varint((number << 3) | bytesFollow), varint(bytes.length), bytes])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128)
  return Buffer.from([...bytes, rest])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
