import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Pair } from './test-certificates.ts'

/** What a client of openssl offers, and nothing else. */
export interface TlsProbe {
  version: 'tls1' | 'tls1_1' | 'tls1_2' | 'tls1_3'
  cipher: string
  curve?: string
  signature?: string
}

/** Debian's own configuration would refuse what the probes are to offer. */
const env = { PATH: process.env.PATH, OPENSSL_CONF: '/dev/null' }

/** Offers it to a server on this machine; `protocol cipher` of what was agreed on, undefined where it was refused. */
export async function offer(port: number, probe: TlsProbe): Promise<string | undefined> {
  const { version, cipher, curve, signature } = probe
  const suites = version === 'tls1_3' ? ['-ciphersuites', cipher] : ['-cipher', `${cipher}@SECLEVEL=0`]
  const rest = [...(curve ? ['-groups', curve] : []), ...(signature ? ['-sigalgs', signature] : [])]
  const options = ['-connect', `127.0.0.1:${port}`, `-${version}`, ...suites, ...rest, '-brief']
  const child = spawn('openssl', ['s_client', ...options], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', data => (said += data))
  await once(child, 'close')
  const protocol = /^Protocol version: (\S+)$/m.exec(said)?.[1]
  const agreed = /^Ciphersuite: (\S+)$/m.exec(said)?.[1]
  return protocol && agreed && `${protocol} ${agreed}`
}

export interface PermissiveServer {
  port: number
  close(): void
}

const everyCurve = 'X25519:X448:P-256:P-384:P-521:secp224r1:brainpoolP256r1'
const everySuite =
  'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256'

/** A server of openssl that agrees to anything. */
export async function startPermissiveServer(rsa: Pair, ec: Pair): Promise<PermissiveServer> {
  const pairs = ['-cert', rsa.certificate, '-key', rsa.key, '-dcert', ec.certificate, '-dkey', ec.key]
  const any = [
    '-cipher',
    'ALL:COMPLEMENTOFALL@SECLEVEL=0',
    '-ciphersuites',
    everySuite,
    '-groups',
    everyCurve,
  ]
  const child = spawn('openssl', ['s_server', '-accept', '127.0.0.1:0', ...pairs, ...any, '-www'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const port = await new Promise<number>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', data => {
        said += data
        const [, found] = /^ACCEPT \S*:(\d+)$/m.exec(said) ?? []
        if (found !== undefined) resolve(Number(found))
      })
    }
    child.on('close', () => reject(new Error(`openssl s_server ended: ${said}`)))
  })
  return { port, close: () => void child.kill() }
}
