import {
  createInstallKeyCheck,
  createTokenCheck,
  createTokenKeys,
  issueToken,
  verifySignature,
} from '@weaklayer/gateway/surfaces'
import {
  acceptsKey,
  checkProof,
  checksumMatches,
  exampleInstallKey,
  exampleVerifier,
  installKey,
  installRequest,
  makeVerifier,
  verifier,
  verifierChecksumMatches,
} from '@weaklayer/wire'
import type { Target } from '../target.ts'

const nowMs = 1_763_760_000_000
const group = '68886d61-572b-41a5-8edd-93a564fb5ba3'
const sensor = '2f0c6ed5-9a37-8f51-9c7b-3a8f6f0f5a10'
const secret = Buffer.alloc(64, 7).toString('base64')
const keys = createTokenKeys({ current: secret, past: [] })
const { token } = issueToken(keys, { group, sensor }, { nowMs, durationUs: 3_600_000_000 })
const [header = '', claims = '', mac = ''] = token.split('.')
const encode = (value: string) => Buffer.from(value).toString('base64url')

const tokenTarget: Target = {
  name: 'token',
  share: 15,
  corpus: [
    token,
    `${encode('{"alg":"none"}')}.${claims}.`,
    `${header}.${encode('[]')}.${mac}`,
    '..',
    token.slice(0, -1),
  ],
  async open() {
    const check = createTokenCheck(keys)
    return {
      run(input) {
        const text = input.toString('latin1')
        const { status } = check(text, nowMs)
        return status === 'valid' && text !== token ? 'a forged token is valid' : undefined
      },
    }
  },
}

const keyTarget: Target = {
  name: 'install-key',
  share: 5,
  corpus: [
    JSON.stringify({ key: exampleInstallKey, label: 'x' }),
    JSON.stringify({
      key: exampleInstallKey,
      label: 'x',
      device: 'd',
      user: 'u',
      renewal: true,
      dryRun: true,
    }),
    JSON.stringify({ key: { ...exampleInstallKey, notAfter: 1 }, label: '' }),
    JSON.stringify({
      key: { ...exampleInstallKey, secret: sameBytes(exampleInstallKey.secret) },
      label: 'x',
    }),
  ],
  async open() {
    const check = createInstallKeyCheck([await makeVerifier(exampleInstallKey)])
    return {
      async run(input) {
        const parsed = installRequest.safeParse(parse(input))
        if (!parsed.success || !checksumMatches(parsed.data.key)) return undefined
        const { key } = parsed.data
        const isGood = key.group === exampleInstallKey.group && key.secret === exampleInstallKey.secret
        const isTaken = (await check.acceptsFast(key, 1)) || (await check.acceptsSlow(key, 1))
        return isTaken && !isGood ? 'a wrong install key is accepted' : undefined
      },
    }
  },
}

const verifierTarget: Target = {
  name: 'verifier',
  share: 5,
  corpus: [
    JSON.stringify({ ...exampleVerifier, algorithm: 'sha256' }),
    JSON.stringify({ ...exampleVerifier, algorithm: 'sha256', salt: 'A'.repeat(88) }),
    JSON.stringify({ ...exampleVerifier, algorithm: 'sha256', notAfter: 1_763_760_000_000_000 }),
  ],
  async open() {
    const key = installKey.parse(exampleInstallKey)
    return {
      async run(input) {
        const parsed = verifier.safeParse(parse(input))
        if (!parsed.success) return undefined
        verifierChecksumMatches(parsed.data)
        // The first format costs 5 ms on purpose, and the gateway checks one at a time.
        if (parsed.data.algorithm !== 'sha256') return undefined
        return (await acceptsKey(parsed.data, key)) ? 'a verifier of nobody accepts the key' : undefined
      },
    }
  },
}

const jwk = {
  kty: 'EC',
  crv: 'P-256',
  x: 'l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs',
  y: '9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA',
}
const request = { method: 'POST', url: '/install', nowSeconds: nowMs / 1000 }
const proofClaims = encode(`{"htm":"POST","htu":"/install","jti":"x","iat":${request.nowSeconds}}`)
const proofOf = (head: object, signature: Buffer) =>
  `${encode(JSON.stringify(head))}.${proofClaims}.${signature.toString('base64url')}`
const head = { alg: 'ES256', typ: 'dpop+jwt', jwk }

const proofTarget: Target = {
  name: 'proof',
  share: 3,
  corpus: [
    proofOf(head, Buffer.alloc(64, 1)),
    proofOf(head, Buffer.alloc(64)),
    proofOf(head, randomlike(64)),
    proofOf({ ...head, jwk: { ...jwk, x: jwk.y } }, randomlike(64)),
    JSON.stringify(head),
  ],
  async open() {
    return {
      async run(input) {
        // Half of the inputs change the header as text: as base64url hardly one would be JSON still.
        const text = input.toString('latin1')
        const proof = text.startsWith('{') ? `${encode(text)}.${proofClaims}.${'A'.repeat(86)}` : text
        const { status } = await checkProof(proof, request, verifySignature)
        return status === 'invalid' ? undefined : `a proof that nobody made is ${status}`
      },
    }
  },
}

/** Base64 of 64 bytes with other unused bits at its end. */
function sameBytes(base64: string): string {
  return base64.replace(/.==$/, 'U==')
}

function randomlike(bytes: number): Buffer {
  return Buffer.from(Array.from({ length: bytes }, (_, index) => (index * 73 + 41) % 256))
}

function parse(input: Buffer): unknown {
  try {
    return JSON.parse(input.toString()) as unknown
  } catch {
    return undefined
  }
}

export const credentials: readonly Target[] = [tokenTarget, keyTarget, verifierTarget, proofTarget]
