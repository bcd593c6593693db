/** How wide a line of standard output may be: as the terminal is, else what fits into mails and notes. */
export function terminalWidth(): number {
  return process.stdout.columns ?? 100
}
