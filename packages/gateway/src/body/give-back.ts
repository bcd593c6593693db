/**
 * Gives a buffer's memory back at once; the buffer is empty then. V8 counts such memory and else collects the whole heap several
 * times a second because of it. Small buffers share memory with others and are left to it.
 */
export function giveBack({ buffer: memory }: Buffer): void {
  if (memory instanceof ArrayBuffer && memory.byteLength > Buffer.poolSize) memory.transfer(0)
}
