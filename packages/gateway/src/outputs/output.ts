/**
 * What became of lines that were given to an output.
 * - `durable`: they survive the loss of the process and of power.
 * - `unavailable`: they may be nowhere; the sensor keeps them and sends them again.
 */
export type WriteOutcome = { status: 'durable' } | { status: 'unavailable'; reason: string }

/** Where accepted events go. */
export interface Output {
  /** Writes whole lines of one group, each with its line feed. Never rejects. */
  write(group: string, lines: Buffer): Promise<WriteOutcome>
  /** Finishes what is open. Nothing is written after it. */
  close(): Promise<void>
}

export const durable: WriteOutcome = { status: 'durable' }

export function unavailable(reason: string): WriteOutcome {
  return { status: 'unavailable', reason }
}
