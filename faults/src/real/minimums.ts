import type { Size } from './fault.ts'
import long from './minimums-long.json' with { type: 'json' }
import short from './minimums-short.json' with { type: 'json' }
import type { FaultResult } from './run-fault.ts'

/** What a whole run must have done at least. */
export interface Minimums {
  /** Events recorded by all faults together. */
  recorded: number
  /** How often each fault really happened, by its name. */
  executed: Record<string, number>
}

export const minimums: Record<Size, Minimums> = { short, long }

/** What a run did too little of; a part of a run is held to its own faults only. */
export function shortfalls(
  results: readonly FaultResult[],
  { executed, recorded }: Minimums,
  isWhole: boolean,
): string[] {
  const found: string[] = []
  for (const result of results) {
    const least = executed[result.name]
    if (least === undefined) found.push(`${result.name} has no minimum`)
    else if (result.executed < least)
      found.push(`${result.name} happened ${result.executed} times, expected ${least}`)
  }
  if (!isWhole) return found
  const names = new Set(results.map(result => result.name))
  for (const name of Object.keys(executed)) if (!names.has(name)) found.push(`${name} was not run`)
  const total = results.reduce((sum, { verdict }) => sum + (verdict?.recorded ?? 0), 0)
  if (total < recorded) found.push(`${total} events were recorded, expected ${recorded}`)
  return found
}
