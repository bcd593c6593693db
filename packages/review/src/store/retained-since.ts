import { sqlText } from '../duck/sql-text.ts'
import type { Manifest } from './manifest.ts'

/** SQL that is true for an event that retention removes. */
export function expired(sinceUs: Manifest['retainedSinceUs']): string {
  const { '*': others = 0, ...types } = sinceUs
  const cases = Object.entries(types).map(([type, us]) => `WHEN ${sqlText(type)} THEN ${us}`)
  return `received < ${cases.length === 0 ? others : `CASE "type" ${cases.join(' ')} ELSE ${others} END`}`
}
