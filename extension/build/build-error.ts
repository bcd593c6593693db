export interface BuildError extends Error {
  code: string
  /** What the reader should do. */
  todo: string
}

/** An error that refuses a build. */
export function buildError(code: string, message: string, todo: string): BuildError {
  return Object.assign(new Error(message), { code, todo })
}
