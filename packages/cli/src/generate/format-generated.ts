import type { GeneratedTruth } from '@weaklayer/review'
import { plainText } from '@weaklayer/review/plain-text'

/** What was generated, beside what the files hold. */
export interface GeneratedParts {
  directory: string
  truth: string | undefined
  attacks: number
  benign: number
}

/** Says in plain words what was generated. */
export function formatGenerated(made: GeneratedTruth, parts: GeneratedParts): string {
  const { seed, sensors, groups, epochs, events, ...faults } = made
  const { missing, declared, moved, doubled, conflicts, clones } = faults
  const { directory, truth, attacks, benign } = parts
  const lines = [
    `${events} events of ${sensors} sensors in ${groups} groups, ${epochs} epochs, seed ${seed}, are in ${plainText(directory, 500)}.`,
    `Verify has to find: missing ${missing}, declared ${declared}, moved ${moved}, doubled ${doubled}, conflicts ${conflicts}, clones ${clones}.`,
  ]
  const told = truth === undefined ? '' : `; which they are stands in ${plainText(truth, 500)}`
  if (attacks + benign > 0) lines.push(`Among them are ${attacks} attacks and ${benign} benign cases${told}.`)
  return lines.join('\n')
}
