import { relative, sep } from 'node:path'

/** What the user sees. */
export interface Printer {
  line(text: string): void
  /** `  name      text`, aligned. */
  fact(name: string, text: string): void
  /** Replaces itself on a terminal; says nothing elsewhere. */
  progress(text: string): void
  problem(text: string): void
}

const nameWidth = 10

/** Prints to the terminal. `colour` and progress only where it is one. */
export function createPrinter(output: NodeJS.WriteStream, errors: NodeJS.WriteStream): Printer {
  let shown = false
  const clear = () => {
    if (shown) output.write('\r\u001b[K')
    shown = false
  }
  const line = (text: string) => {
    clear()
    output.write(`${text}\n`)
  }
  return {
    line,
    fact: (name, text) => line(`  ${name.padEnd(nameWidth)}${text}`),
    progress(text) {
      if (!output.isTTY) return
      clear()
      output.write(`  ${text}`)
      shown = true
    },
    problem(text) {
      clear()
      errors.write(`${text}\n`)
    },
  }
}

/** A path as the user would type it: relative where it lies below the working directory. */
export function shownPath(path: string, workingDirectory = process.env.INIT_CWD ?? process.cwd()): string {
  const inside = relative(workingDirectory, path)
  return inside === '' || inside === '..' || inside.startsWith(`..${sep}`) ? path : inside
}
