import { connect, type Socket } from 'node:net'

/** Opens a connection; one that fails is destroyed, and throws nothing then or later. */
export async function openSocket(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port }).setNoDelay()
  socket.on('error', () => undefined)
  await heard(socket, 'connect')
  return socket
}

/** Waits for something to happen to a connection, or for its end, whichever comes first. */
export function heard(socket: Socket, what: 'connect' | 'drain' | 'close'): Promise<void> {
  return new Promise(resolve => {
    if (socket.destroyed) return resolve()
    const done = () => {
      socket.off(what, done).off('close', done)
      resolve()
    }
    socket.on(what, done).on('close', done)
  })
}
