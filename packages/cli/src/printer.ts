/** Writes lines to standard output. */
export interface Printer {
  line(text: string): void
  /** Resolves when standard output takes more, so that a slow reader does not fill memory. */
  drained(): Promise<void>
}

export function createPrinter(output: NodeJS.WriteStream = process.stdout): Printer {
  let full = false
  return {
    line(text) {
      full = !output.write(`${text}\n`)
    },
    async drained() {
      if (!full) return
      await new Promise<void>(resolve => output.once('drain', resolve))
      full = false
    },
  }
}

/** Writes lines as fast as standard output takes them. */
export async function printLines(lines: Iterable<string>): Promise<void> {
  const printer = createPrinter()
  for (const line of lines) {
    printer.line(line)
    await printer.drained()
  }
}

const lastActs = new Set<() => Promise<unknown>>()

/** Does something before a reader that goes away ends the command; what it returns takes that back. */
export function beforeQuietEnd(act: () => Promise<unknown>): () => void {
  lastActs.add(act)
  return () => void lastActs.delete(act)
}

/** A reader that goes away (`| head`) ends the command quietly, with the status that it has so far. */
export function endWhenNobodyReads(): void {
  let ends = false
  for (const output of [process.stdout, process.stderr]) {
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      if (lastActs.size === 0) process.exit()
      if (ends) return
      ends = true
      void Promise.allSettled([...lastActs].map(act => act())).then(() => process.exit())
    })
  }
}
