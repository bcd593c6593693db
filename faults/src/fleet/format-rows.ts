import type { Row } from './summarize-phase.ts'

/** Rows as a table for people. */
export function formatRows(rows: readonly Row[]): string {
  const head = ['what', 'value', 'unit', 'at most', '']
  const lines = rows.map(({ name, value, unit, target, ok }) => [
    name,
    short(value),
    unit,
    target === undefined ? '' : short(target),
    ok === undefined ? '' : ok ? 'ok' : 'over',
  ])
  return aligned([head, ...lines])
}

/** Columns of equal width. */
export function aligned(lines: readonly string[][]): string {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map(line => line[column]?.length ?? 0)),
  )
  return lines
    .map(line =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export function short(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en-US') : value.toPrecision(3)
}
