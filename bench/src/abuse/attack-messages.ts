/** What an attacking process is told. */
export interface AttackOrder {
  port: number
  seconds: number
}

/** What came of it. */
export interface Attacked {
  /** How many answers of each kind, see `nameOf`. */
  answersBy: Record<string, number>
  p50Ms: number
}
