import { PbfReader } from 'pbf'

/** A public key and what it signed the package with. */
export interface CrxProof {
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Uint8Array
  signature: Uint8Array
}

/** The header of a CRX3 file. Source: Chromium's components/crx_file/crx3.proto. */
export interface CrxHeader {
  rsaProofs: CrxProof[]
  ecdsaProofs: CrxProof[]
  /** What every proof signs, together with the archive. */
  signedData: Uint8Array
  /** First 16 bytes of the SHA-256 of the key that the id is made from. */
  id: Uint8Array
}

/** Reads the header; undefined when it is none. */
export function readCrxHeader(bytes: Uint8Array): CrxHeader | undefined {
  const header: CrxHeader = {
    rsaProofs: [],
    ecdsaProofs: [],
    signedData: new Uint8Array(),
    id: new Uint8Array(),
  }
  try {
    new PbfReader(bytes).readFields(readHeaderField, header)
    new PbfReader(header.signedData).readFields((tag, result, pbf) => {
      if (tag === 1) result.id = pbf.readBytes()
    }, header)
  } catch {
    return undefined
  }
  return header.id.length === 16 ? header : undefined
}

function readHeaderField(tag: number, header: CrxHeader, pbf: PbfReader): void {
  if (tag === 2) header.rsaProofs.push(readProof(pbf))
  else if (tag === 3) header.ecdsaProofs.push(readProof(pbf))
  else if (tag === 10_000) header.signedData = pbf.readBytes()
}

function readProof(pbf: PbfReader): CrxProof {
  const proof: CrxProof = { publicKey: new Uint8Array(), signature: new Uint8Array() }
  return pbf.readMessage((tag, result, message) => {
    if (tag === 1) result.publicKey = message.readBytes()
    else if (tag === 2) result.signature = message.readBytes()
  }, proof)
}
