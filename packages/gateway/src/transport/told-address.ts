import type { Socket } from 'node:net'

const told = new WeakMap<Socket, string>()

/** Notes whom a load balancer named at the beginning of a connection. */
export function noteAddress(socket: Socket, address: string): void {
  told.set(socket, address)
}

/** Whom a load balancer named at the beginning of a connection, if it did. */
export function toldAddress(socket: Socket): string | undefined {
  return told.get(socket)
}
