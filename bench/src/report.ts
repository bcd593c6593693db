/** One measured figure. `yardstick` is the same figure without Weaklayer, measured in the same run. */
export interface Row {
  name: string
  value: number
  unit: string
  /** The value should be at most this. */
  target?: number
  /** The value should be at least this. */
  least?: number
  yardstick?: number
  ok?: boolean
}

/** Prints rows as a table; a ratio stands where there is a yardstick. */
export function formatTable(title: string, rows: readonly Row[]): string {
  const head = ['what', 'value', 'unit', 'target', 'yardstick', 'ratio', '']
  const lines = rows.map(row => [
    row.name,
    number(row.value),
    row.unit,
    boundsOf(row),
    row.yardstick === undefined ? '' : number(row.yardstick),
    row.yardstick ? number(row.value / row.yardstick) : '',
    row.ok === undefined ? '' : row.ok ? 'ok' : 'missed',
  ])
  const widths = head.map((cell, column) =>
    Math.max(...[head, ...lines].map(line => (line[column] ?? cell).length)),
  )
  const format = (line: string[]) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [title, format(head), widths.map(width => '-'.repeat(width)).join('  '), ...lines.map(format)].join(
    '\n',
  )
}

function boundsOf({ target, least }: Row): string {
  if (least !== undefined) return `≥ ${number(least)}`
  return target === undefined ? '' : `≤ ${number(target)}`
}

/** Fills in `ok` from what the value should be. */
export function judged(row: Row): Row {
  const { value, target, least } = row
  if (target === undefined && least === undefined) return row
  return { ...row, ok: (target === undefined || value <= target) && (least === undefined || value >= least) }
}

export function median(values: readonly number[]): number {
  return percentile(values, 50)
}

/** The value that `share` per cent of the values do not exceed; 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor((share / 100) * sorted.length))] ?? 0
}

function number(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(3)
}
