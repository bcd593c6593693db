import type { FastifyRequest } from 'fastify'
import { createNetworks, type Networks } from './networks.ts'
import { plainAddress } from './plain-address.ts'
import { toldAddress } from './told-address.ts'

/** The address that a request comes from. */
export type ClientAddress = (request: FastifyRequest) => string

/** Of a connection that was gone before anybody asked. */
const unknownAddress = 'unknown'

/** Without trusted proxies it is the other end of the connection, whatever the request says. */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  if (trustedProxies.length === 0) {
    return ({ raw }) => plainAddress(raw.socket.remoteAddress ?? '') ?? unknownAddress
  }
  const isTrusted = createNetworks(trustedProxies)
  return ({ raw: { socket, headers } }) => {
    const peer = plainAddress(toldAddress(socket) ?? socket.remoteAddress ?? '')
    if (peer === undefined) return unknownAddress
    return clientBehind(peer, [headers['x-forwarded-for'] ?? ''].flat().join(), isTrusted)
  }
}

/**
 * Who is behind a peer: the rightmost address of `X-Forwarded-For` that is no trusted proxy, since each proxy adds whom it
 * saw at the end. The peer itself where it is not trusted, or where what trusted ones say is no address.
 */
export function clientBehind(peer: string, forwardedFor: string, isTrusted: Networks): string {
  if (!isTrusted(peer)) return peer
  let client = peer
  for (const hop of forwardedFor.split(',').toReversed()) {
    const address = plainAddress(hop)
    if (address === undefined) return peer
    client = address
    if (!isTrusted(address)) return address
  }
  return client
}
