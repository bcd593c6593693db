import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { extensionId } from '../crx/extension-id.ts'
import { packageError } from './package-error.ts'

/** An administrator's private key: who has it can give browsers of this organisation a sensor under this id. */
export interface SigningKey {
  privateKey: KeyObject
  /** X.509 SubjectPublicKeyInfo, DER. */
  publicDer: Uint8Array
  /** 32 letters from a to p. */
  extensionId: string
}

const leastBits = 2048

/** A new key as PKCS#8 PEM. It is secret. */
export function makeSigningKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: leastBits })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/**
 * Reads an unencrypted PEM private key; `source` names it in errors.
 * @throws PackageError SIGNING_KEY_UNREADABLE, SIGNING_KEY_UNSUITABLE
 */
export function readSigningKey(pem: string, source: string): SigningKey {
  const privateKey = parse(pem, source)
  const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0
  if (privateKey.asymmetricKeyType !== 'rsa' || bits < leastBits) {
    const found = [privateKey.asymmetricKeyType, bits > 0 ? `${bits} bits` : undefined].filter(Boolean)
    throw packageError(
      'SIGNING_KEY_UNSUITABLE',
      `${source} holds another kind of key (${found.join(', ')}); expected RSA of at least ${leastBits} bits`,
    )
  }
  const publicDer = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  return { privateKey, publicDer, extensionId: extensionId(publicDer) }
}

function parse(pem: string, source: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch {
    // No cause: messages of the parser may quote what they read.
    const why = pem.includes('ENCRYPTED') ? 'holds an encrypted key' : 'holds no private key in PEM form'
    throw packageError('SIGNING_KEY_UNREADABLE', `${source} ${why}`)
  }
}
