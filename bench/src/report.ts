/** One measured figure. `yardstick` is the same figure without Weaklayer, measured in the same run. */
export interface Row {
  name: string
  value: number
  unit: string
  target?: number
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
    row.target === undefined ? '' : `≤ ${number(row.target)}`,
    row.yardstick === undefined ? '' : number(row.yardstick),
    row.yardstick ? number(row.value / row.yardstick) : '',
    row.ok === undefined ? '' : row.ok ? 'ok' : 'over',
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

/** Fills in `ok` from the target. */
export function judged(row: Row): Row {
  return row.target === undefined ? row : { ...row, ok: row.value <= row.target }
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
