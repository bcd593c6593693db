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

/** A reader that goes away (`| head`) ends the command quietly, with the status that it has so far. */
export function endWhenNobodyReads(): void {
  for (const output of [process.stdout, process.stderr]) {
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit()
      throw error
    })
  }
}
