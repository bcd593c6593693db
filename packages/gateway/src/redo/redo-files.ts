import {
  endRedoUse,
  openRedoFile,
  type RedoFile,
  type RedoFileOptions,
  removeRedoFile,
  reuseRedoFile,
} from './redo-file.ts'

/** The files of a redo log: one takes records, others wait for the syncs of their event files, and a spare one waits to be written over. */
export interface RedoFiles {
  /** The one that takes records. Rejects when none can be made. */
  current(): Promise<RedoFile>
  /** Whether that is full or old, and shall give way to the next. */
  isDue(): boolean
  /** Lets it go once its event files are synced. They must have its lines. Never rejects: a failed sync ends the process elsewhere. */
  retire(): Promise<void>
  /** Resolves when what was retired is gone. */
  close(): Promise<void>
}

export interface RedoFilesOptions extends RedoFileOptions {
  /** A file of that age gives way to the next, milliseconds: what was erased elsewhere may not stay in it. */
  ageMs: number
  /** A file of so many bytes gives way to the next. @default 64 MiB */
  redoLogBytes?: number
}

const defaultBytes = 67_108_864

/**
 * A full file becomes the spare one: to write over blocks that are there takes half the processor's time, and a shorter sync. A line
 * stays for two ages at most: an old file goes at once, a spare one when it gets old.
 */
export function createRedoFiles(options: RedoFilesOptions, onDue: () => void): RedoFiles {
  const { clock, ageMs, redoLogBytes = defaultBytes } = options
  let current: RedoFile | undefined
  let spare: RedoFile | undefined
  let released: Promise<void> = Promise.resolve()

  const inOrder = (work: () => Promise<void>) => {
    released = released.then(work).catch(() => undefined)
    return released
  }

  const begin = async () => {
    const used = takeSpare()
    const file = used ? reuseRedoFile(used) : await openRedoFile(options)
    file.cancelAge = clock.after(ageMs, () => {
      file.isOld = true
      if (file === current) onDue()
      else void inOrder(async () => (file === spare ? removeSpare() : undefined))
    })
    return file
  }

  const release = async (file: RedoFile) => {
    await endRedoUse(file)
    await removeSpare()
    spare = file
    if (file.isOld) await removeSpare()
  }

  const takeSpare = () => {
    const file = spare
    spare = undefined
    return file
  }

  const removeSpare = async () => {
    const file = takeSpare()
    if (file) await removeRedoFile(file)
  }

  return {
    async current() {
      current ??= await begin()
      return current
    },
    isDue: () => current !== undefined && (current.isOld || current.bytes >= redoLogBytes),
    retire() {
      const file = current
      current = undefined
      return inOrder(async () => (file ? release(file) : undefined))
    },
    close() {
      current?.cancelAge?.()
      return inOrder(removeSpare)
    },
  }
}
