import { fault } from './disk.ts'
import { type Call, createFileHandle, statOf } from './file-handle.ts'
import { currentMachine } from './machine.ts'

/** Stands in for `node:fs/promises` in the gateway: the simulated disk of the machine that its process runs on. */
type Encoding = string | { encoding?: string } | undefined

const call: Call = (name, effect) => currentMachine().call(name, effect)
const disk = () => currentMachine().disk

export async function open(path: string, flags = 'r') {
  const machine = currentMachine()
  const node = await call('open', () => machine.disk.open(path, flags))
  return createFileHandle(node, {
    call: (name, effect) => machine.call(name, effect),
    nowMs: machine.nowMs,
    isShort: machine.isShort,
  })
}

export function mkdir(path: string, options: { recursive?: boolean } = {}) {
  const one = disk()
  return call('mkdir', () => {
    const first = one.makeFolders(path)
    return first === undefined && options.recursive !== true ? fault('EEXIST', path) : first
  })
}

export function readdir(path: string, options: { withFileTypes?: boolean } = {}) {
  const one = disk()
  return call('readdir', () => {
    const entries = [...one.folder(path).entries].sort(([left], [right]) => (left < right ? -1 : 1))
    if (options.withFileTypes !== true) return entries.map(([name]) => name)
    return entries.map(([name, node]) => ({ ...statOf(node), name, parentPath: path }))
  })
}

export function stat(path: string) {
  const one = disk()
  return call('stat', () => statOf(one.node(path)))
}

export function lstat(path: string) {
  const one = disk()
  return call('lstat', () => statOf(one.node(path)))
}

/** This disk has no symbolic links. */
export function realpath(path: string) {
  const one = disk()
  return call('stat', () => {
    one.node(path)
    return path
  })
}

export function access(path: string) {
  const one = disk()
  return call('stat', () => void one.node(path))
}

export function rename(from: string, to: string) {
  const one = disk()
  return call('rename', () => one.rename(from, to))
}

export function unlink(path: string) {
  const one = disk()
  return call('unlink', () => one.unlink(path))
}

export function rm(path: string) {
  const one = disk()
  return call('unlink', () => one.remove(path))
}

export function link(from: string, to: string) {
  const one = disk()
  return call('link', () => one.link(from, to))
}

export function utimes(path: string) {
  const machine = currentMachine()
  return call('utimes', () => {
    const node = machine.disk.node(path)
    if (node.kind === 'file') node.mtimeMs = machine.nowMs()
  })
}

export async function readFile(path: string, encoding?: Encoding) {
  const machine = currentMachine()
  if (path.startsWith('/proc/')) return await call('read', () => machine.proc(path))
  const text = encoding !== undefined
  return await call('read', () => (text ? machine.disk.read(path) : Buffer.from(machine.disk.read(path))))
}

export function readlink(path: string) {
  const machine = currentMachine()
  return call('read', () => machine.proc(path))
}

export async function writeFile(path: string, data: string) {
  const handle = await open(path, 'w')
  await handle.writeFile(data)
  await handle.close()
}

export function statfs() {
  return call('statfs', () => ({ bsize: 4096, blocks: 1_000_000, bfree: 900_000, bavail: 900_000 }))
}
