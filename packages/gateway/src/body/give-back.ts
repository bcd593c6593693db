/**
 * Gives a buffer's memory back at once; the buffer is empty then. V8 counts such memory and else collects the whole heap several
 * times a second because of it. A buffer that takes less than half of its memory may share it with others, and is left to V8.
 */
export function giveBack({ buffer: memory, length }: Buffer): void {
  if (memory instanceof ArrayBuffer && 2 * length > memory.byteLength) memory.transfer(0)
}
