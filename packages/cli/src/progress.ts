/** Says how far a command is. */
export interface Progress {
  /** So much of so much is done; `total` 0 while nobody knows. */
  update(done: number, total: number): void
  /** Takes the bar away. */
  end(): void
}

export interface ProgressOptions {
  /** @default standard error */
  output?: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>
  /** Milliseconds. @default performance.now */
  nowMs?: () => number
}

const barAfterMs = 1000
const barEveryMs = 100
const lineEveryMs = 10_000
const mostWidth = 30

/**
 * A bar on a terminal for what takes more than a second; elsewhere a line every 10 seconds. `what` is what is counted,
 * such as `events read`.
 */
export function createProgress(what: string, options: ProgressOptions = {}): Progress {
  const { output = process.stderr, nowMs = () => performance.now() } = options
  const every = output.isTTY ? barEveryMs : lineEveryMs
  let nextMs = nowMs() + (output.isTTY ? barAfterMs : lineEveryMs)
  let shown = false
  return {
    update(done, total) {
      if (nowMs() < nextMs) return
      nextMs = nowMs() + every
      const text = `${done}${total > 0 ? ` of ${total}` : ''} ${what}`
      if (output.isTTY) output.write(`\r\u001b[K${barOf(done, total, text, output.columns ?? 80)}`)
      else output.write(`${text}${total > 0 ? `, ${shareOf(done, total)} %` : ''}\n`)
      shown = output.isTTY
    },
    end() {
      if (shown) output.write('\r\u001b[K')
      shown = false
    },
  }
}

function barOf(done: number, total: number, text: string, columns: number): string {
  const width = Math.min(mostWidth, columns - text.length - 10)
  if (total <= 0 || width < 5) return text
  const full = Math.round((width * shareOf(done, total)) / 100)
  return `${'█'.repeat(full)}${'░'.repeat(width - full)} ${shareOf(done, total)} %  ${text}`
}

function shareOf(done: number, total: number): number {
  return Math.min(100, Math.floor((100 * done) / total))
}
