import type { Random } from './random.ts'

/** A file: what the page cache holds, and what would survive the loss of power. */
export interface FileNode {
  kind: 'file'
  content: Buffer
  synced: Buffer
  mtimeMs: number
}

/** A folder: its entries, and the changes of them that no sync made durable yet, oldest first. */
export interface FolderNode {
  kind: 'folder'
  entries: Map<string, Node>
  synced: Map<string, Node>
  unsynced: ((entries: Map<string, Node>) => void)[]
}

export type Node = FileNode | FolderNode

export function newFile(nowMs: number): FileNode {
  return { kind: 'file', content: Buffer.alloc(0), synced: Buffer.alloc(0), mtimeMs: nowMs }
}

export function newFolder(): FolderNode {
  return { kind: 'folder', entries: new Map(), synced: new Map(), unsynced: [] }
}

/** Changes the entries of a folder; the change is durable only once the folder is synced. */
export function change(folder: FolderNode, apply: (entries: Map<string, Node>) => void): void {
  apply(folder.entries)
  folder.unsynced.push(apply)
}

export function syncFile(file: FileNode): void {
  file.synced = Buffer.from(file.content)
}

export function syncFolder(folder: FolderNode): void {
  folder.synced = new Map(folder.entries)
  folder.unsynced = []
}

/**
 * Power fails: of what was not synced any part may be there. Changes of a folder reach a journalling file system in
 * their order; of a file, the tail may be missing, cut, or a hole of zeros.
 */
export function losePower(folder: FolderNode, random: Random): void {
  const survived = Math.floor(random.fraction() * (folder.unsynced.length + 1))
  for (const apply of folder.unsynced.slice(0, survived)) apply(folder.synced)
  folder.entries = new Map(folder.synced)
  folder.unsynced = []
  for (const node of folder.entries.values()) {
    if (node.kind === 'folder') losePower(node, random)
    else loseTail(node, random)
  }
}

function loseTail(file: FileNode, random: Random): void {
  const { content, synced } = file
  if (content.equals(synced)) return
  const isLonger = content.length > synced.length
  const left = isLonger
    ? synced.length + Math.floor(random.fraction() * (content.length - synced.length + 1))
    : 0
  const kept = isLonger ? Buffer.concat([synced, content.subarray(synced.length, left)]) : synced
  if (isLonger && random.fraction() < 0.3) kept.fill(0, synced.length)
  file.content = Buffer.from(kept)
  file.synced = Buffer.from(kept)
}
