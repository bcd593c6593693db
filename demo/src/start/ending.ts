/** Something that was started and has to end. */
export interface Started {
  close(): Promise<unknown>
  /** At once, without order; for the second Ctrl+C. */
  kill?(): unknown
}

/** Ends in reverse order whatever was started, once; a part that fails to close does not keep the others. */
export interface Ending {
  add(part: Started): void
  close(): Promise<void>
  kill(): Promise<void>
}

export function createEnding(): Ending {
  const parts: Started[] = []
  let closing: Promise<void> | undefined
  return {
    add: part => void parts.push(part),
    close: () => (closing ??= closeAll(parts)),
    async kill() {
      await Promise.allSettled(parts.toReversed().map(async part => part.kill?.()))
    },
  }
}

async function closeAll(parts: Started[]): Promise<void> {
  const problems: unknown[] = []
  for (let part = parts.at(-1); part !== undefined; part = parts.at(-1)) {
    await part.close().catch(problem => problems.push(problem))
    parts.pop()
  }
  if (problems.length > 0) throw new AggregateError(problems, 'not everything could be closed in order')
}
