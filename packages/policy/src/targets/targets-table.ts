import { targets } from './targets.ts'

/** The table of targets for the docs. */
export function targetsTable(): string {
  const rows = targets.map(
    ({ name, title, proof }) =>
      `| \`${name}\` | ${title} | ${proof === 'browser' ? 'proven in a real browser' : 'parsed only'} |`,
  )
  return ['| Target | For | State |', '|---|---|---|', ...rows].join('\n')
}
