/** An expected failure of a store: `message` says what failed and why, `todo` what to do. */
export class StoreError extends Error {
  code: string
  todo: string

  constructor(code: string, message: string, todo: string) {
    super(message)
    this.code = code
    this.todo = todo
  }
}
