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
      const share = total > 0 ? Math.min(100, Math.floor((100 * done) / total)) : undefined
      const text = share === undefined ? `${done} ${what}` : `${done} of ${total} ${what}`
      const columns = output.columns ?? 80
      output.write(output.isTTY ? `\r\u001b[K${barOf(text, share, columns)}` : lineOf(text, share))
      shown = output.isTTY
    },
    end() {
      if (shown) output.write('\r\u001b[K')
      shown = false
    },
  }
}

function lineOf(text: string, share: number | undefined): string {
  return share === undefined ? `${text}\n` : `${text}, ${share} %\n`
}

function barOf(text: string, share: number | undefined, columns: number): string {
  const width = Math.min(mostWidth, columns - text.length - 10)
  if (share === undefined || width < 5) return text
  const full = Math.round((width * share) / 100)
  return `${'█'.repeat(full)}${'░'.repeat(width - full)} ${share} %  ${text}`
}
