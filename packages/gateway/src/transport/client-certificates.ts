import type { Server } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { Counter } from 'prom-client'
import type { QuietLog } from '../log/quiet-log.ts'
import type { Metrics } from '../metrics/gateway-metrics.ts'
import { systemCode } from '../start-error.ts'

/** Counts who shows a client certificate, and says in the log who was refused. */
export interface ClientCertificates {
  watch(server: Server): void
}

/** OpenSSL's reason where a client has none. */
const missingCodes = new Set(['ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE', 'UNABLE_TO_GET_ISSUER_CERT'])

export function createClientCertificates(metrics: Metrics, quietLog: QuietLog): ClientCertificates {
  const counter = new Counter({
    name: 'weaklayer_client_certificates_total',
    help: 'Handshakes in which a client certificate was asked for: valid, none or another.',
    labelNames: ['result'],
    registers: [metrics.registry],
  })
  return {
    watch(server) {
      server.on('secureConnection', (socket: TLSSocket) => counter.inc({ result: resultOf(socket) }))
      server.on('tlsClientError', (error: unknown, socket: TLSSocket) => {
        const reason = refusalOf(error, socket)
        if (reason === undefined) return
        counter.inc({ result: reason === 'none' ? 'none' : 'other' })
        const facts = { peer: socket.remoteAddress, reason }
        quietLog.warn(
          'CLIENT_CERTIFICATE_REFUSED',
          facts,
          'a connection without a valid client certificate was refused',
        )
      })
    },
  }
}

function resultOf(socket: TLSSocket): 'valid' | 'none' | 'other' {
  if (socket.authorized) return 'valid'
  return Object.keys(socket.getPeerCertificate()).length === 0 ? 'none' : 'other'
}

/** `none`, or why a certificate does not count; undefined where the handshake failed for another reason. */
function refusalOf(error: unknown, { authorizationError }: TLSSocket): string | undefined {
  if (missingCodes.has(systemCode(error))) return 'none'
  return authorizationError ? String(authorizationError) : undefined
}
