/** An error with a code as those of the system have one: for the log and the reason of an outcome, see `systemCode`. */
export function codedError(code: string, cause?: unknown): Error {
  return Object.assign(new Error(code, { cause }), { code })
}
