/** Something that takes in the bytes of strangers. */
export interface Target {
  name: string
  /** Of a hundred inputs of a whole run, how many are its own. */
  share: number
  /** Inputs that all others are made from: some good, some that were bad once. */
  corpus: readonly (string | Buffer)[]
  open(): Promise<OpenTarget>
}

export interface OpenTarget {
  /** Takes an input. What it returns is what is wrong with the product; what it throws is a crash. */
  run(input: Buffer): Promise<string | undefined> | string | undefined
  /** Everything that was logged since the last call. */
  takeLog?(): string
  /** What no log may hold. */
  secrets?: readonly string[]
  close?(): Promise<void>
}
