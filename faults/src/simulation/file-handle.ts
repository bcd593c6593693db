import { fault } from './disk.ts'
import { type FileNode, type Node, syncFile, syncFolder } from './disk-node.ts'

/** Runs one system call of the process as a step of virtual time, or makes it fail. */
export type Call = <Result>(name: string, effect: () => Result) => Promise<Result>

/** An open file as `node:fs/promises` gives it, in so far as the gateway uses it. */
export function createFileHandle(node: Node, { call, nowMs, isShort }: HandleOptions) {
  const file = () => (node.kind === 'file' ? node : fault('EISDIR', ''))
  const write = (bytes: Buffer, position: number) => {
    const one = file()
    const written = isShort() ? bytes.subarray(0, bytes.length >> 1) : bytes
    writeAt(one, written, position)
    one.mtimeMs = nowMs()
    return written.length
  }
  return {
    writev: (buffers: Buffer[], position: number) =>
      call('writev', () => ({ bytesWritten: write(Buffer.concat(buffers), position) })),
    appendFile: (data: string | Buffer) =>
      call('write', () => void write(Buffer.from(data as string), file().content.length)),
    writeFile: (data: string | Buffer) =>
      call('write', () => {
        file().content = Buffer.alloc(0)
        write(Buffer.from(data as string), 0)
      }),
    read: (...[buffer, offset, length, position]: [Buffer, number, number, number]) =>
      call('read', () => ({ bytesRead: file().content.copy(buffer, offset, position, position + length) })),
    readFile: (encoding?: string) =>
      call('read', () => (encoding === undefined ? Buffer.from(file().content) : file().content.toString())),
    truncate: (bytes: number) =>
      call('truncate', () => {
        const one = file()
        one.content = Buffer.concat([one.content.subarray(0, bytes)], bytes)
      }),
    datasync: () => call('datasync', () => syncFile(file())),
    sync: () => call('sync', () => (node.kind === 'file' ? syncFile(node) : syncFolder(node))),
    stat: () => call('stat', () => statOf(node)),
    close: () => call('close', () => undefined),
  }
}

interface HandleOptions {
  call: Call
  nowMs(): number
  /** Whether the next write fits only in part. */
  isShort(): boolean
}

export function statOf(node: Node) {
  const isFile = node.kind === 'file'
  return {
    size: isFile ? node.content.length : 0,
    mtimeMs: isFile ? node.mtimeMs : 0,
    isFile: () => isFile,
    isDirectory: () => !isFile,
    isSymbolicLink: () => false,
  }
}

function writeAt(file: FileNode, bytes: Buffer, position: number): void {
  const size = Math.max(file.content.length, position + bytes.length)
  const content = Buffer.alloc(size)
  file.content.copy(content)
  bytes.copy(content, position)
  file.content = content
}
