/** What the command line of a benchmark may say; each benchmark uses what fits it. */
export interface BenchmarkOptions {
  rounds?: string | undefined
  'idle-minutes'?: string | undefined
  /** The only scene to play. */
  only?: string | undefined
  seconds?: string | undefined
  events?: string | undefined
  /** Of what is generated. */
  seed?: string | undefined
}
