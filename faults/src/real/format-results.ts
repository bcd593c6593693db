import type { Verdict } from './oracle/verdict.ts'
import type { FaultResult } from './run-fault.ts'

type Counted = 'recorded' | 'stored' | 'missing' | 'doubled' | 'transportDoubles' | 'unexplained'

const columns: [title: string, name: Counted][] = [
  ['recorded', 'recorded'],
  ['stored', 'stored'],
  ['missing', 'missing'],
  ['doubled', 'doubled'],
  ['in transport', 'transportDoubles'],
  ['unexplained', 'unexplained'],
]
const titleWidth = 52

export const heading = [
  'fault'.padEnd(titleWidth),
  'rounds'.padStart(7),
  'executed'.padStart(9),
  ...columns.map(([title]) => title.padStart(12)),
  'seconds'.padStart(8),
].join('')

/** One row of the table, and what is wrong below it. */
export function formatResult({ title, rounds, executed, verdict, problems, seconds }: FaultResult): string {
  return [
    row({ title, rounds, executed, verdict, seconds }),
    ...problems.map(problem => `  WRONG: ${problem}`),
  ].join('\n')
}

/** The last row. */
export function formatTotal(results: readonly FaultResult[]): string {
  const sum = (pick: (result: FaultResult) => number) =>
    results.reduce((total, result) => total + pick(result), 0)
  const verdict = Object.fromEntries(
    columns.map(([, name]) => [name, sum(result => result.verdict?.[name] ?? 0)]),
  ) as Pick<Verdict, Counted>
  return row({
    title: 'all together',
    rounds: sum(({ rounds }) => rounds),
    executed: sum(({ executed }) => executed),
    verdict,
    seconds: sum(({ seconds }) => seconds),
  })
}

interface Row {
  title: string
  rounds: number
  executed: number
  verdict: Pick<Verdict, Counted> | undefined
  seconds: number
}

function row({ title, rounds, executed, verdict, seconds }: Row): string {
  const counted = columns.map(([, name]) => grouped(verdict?.[name]).padStart(12))
  return [
    title.padEnd(titleWidth),
    grouped(rounds).padStart(7),
    grouped(executed).padStart(9),
    ...counted,
    seconds.toFixed(1).padStart(8),
  ].join('')
}

function grouped(value: number | undefined): string {
  return value === undefined ? '–' : value.toLocaleString('en')
}
