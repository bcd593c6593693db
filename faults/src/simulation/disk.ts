import {
  change,
  type FileNode,
  type FolderNode,
  losePower,
  type Node,
  newFile,
  newFolder,
  syncFolder,
} from './disk-node.ts'
import { createFailingCalls, type FailingCalls } from './failing-calls.ts'
import type { Random } from './random.ts'

/** A file system in memory that forgets what was not synced when power fails. Each call is one system call. */
export interface Disk extends FailingCalls {
  /** @throws ENOENT, EEXIST, EISDIR */
  open(path: string, flags: string): Node
  node(path: string): Node
  folder(path: string): FolderNode
  /** Makes a folder with its parents; the first one that was missing. */
  makeFolders(path: string): string | undefined
  link(from: string, to: string): void
  rename(from: string, to: string): void
  unlink(path: string): void
  remove(path: string): void
  /** Paths of all files. */
  files(): string[]
  /** The files that a loss of power now would leave. */
  syncedFiles(): FileNode[]
  read(path: string): string
  losePower(random: Random): void
}

/** A disk with a folder that was made long ago. */
export function createDisk(nowMs: () => number, directory: string): Disk {
  const root = newFolder()
  root.entries.set(nameOf(directory), newFolder())
  syncFolder(root)

  const find = (path: string) => nodeAt(root, path)
  const node = (path: string) => find(path) ?? fault('ENOENT', path)
  const folder = (path: string) => {
    const found = node(path)
    return found.kind === 'folder' ? found : fault('ENOTDIR', path)
  }
  const parent = (path: string) => folder(path.slice(0, path.lastIndexOf('/')))
  const set = (path: string, one: Node) =>
    change(parent(path), entries => void entries.set(nameOf(path), one))

  return {
    ...createFailingCalls(),
    node,
    folder,
    open(path, flags) {
      const found = find(path)
      if (found === undefined && !flags.startsWith('r')) {
        const made = newFile(nowMs())
        set(path, made)
        return made
      }
      if (found !== undefined && flags.includes('x')) return fault('EEXIST', path)
      if (found?.kind === 'file' && flags.startsWith('w')) found.content = Buffer.alloc(0)
      return found ?? fault('ENOENT', path)
    },
    makeFolders(path) {
      let first: string | undefined
      let at = ''
      for (const name of namesOf(path)) {
        at = `${at}/${name}`
        if (find(at) !== undefined) continue
        set(at, newFolder())
        first ??= at
      }
      return first
    },
    link(from, to) {
      if (find(to) !== undefined) fault('EEXIST', to)
      set(to, node(from))
    },
    rename(from, to) {
      const moved = node(from)
      if (parent(from) !== parent(to)) fault('EXDEV', from)
      change(parent(to), entries => {
        entries.delete(nameOf(from))
        entries.set(nameOf(to), moved)
      })
    },
    unlink(path) {
      node(path)
      change(parent(path), entries => void entries.delete(nameOf(path)))
    },
    remove: path => change(parent(path), entries => void entries.delete(nameOf(path))),
    files: () => filesBelow(root, ''),
    syncedFiles: () => syncedBelow(root),
    read: path => (node(path) as FileNode).content.toString(),
    losePower: random => losePower(root, random),
  }
}

function nodeAt(root: FolderNode, path: string): Node | undefined {
  let node: Node | undefined = root
  for (const name of namesOf(path)) node = node?.kind === 'folder' ? node.entries.get(name) : undefined
  return node
}

/** @throws an error as the system gives it */
export function fault(code: string, path: string): never {
  throw Object.assign(new Error(`${code}: ${path}`), { code, path })
}

function namesOf(path: string): string[] {
  return path.split('/').filter(name => name !== '')
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function filesBelow(folder: FolderNode, path: string): string[] {
  return [...folder.entries].flatMap(([name, node]) =>
    node.kind === 'file' ? [`${path}/${name}`] : filesBelow(node, `${path}/${name}`),
  )
}

function syncedBelow(folder: FolderNode): FileNode[] {
  return [...folder.synced.values()].flatMap(node => (node.kind === 'file' ? [node] : syncedBelow(node)))
}
