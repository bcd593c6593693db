/** An error that a user reads: what failed and why (`message`), and what to do (`todo`). */
export interface Failure extends Error {
  code: string
  todo: string
}

/** Makes a Failure. `message` says what failed, why, and what was expected. */
export function failure(facts: { code: string; message: string; todo: string; cause?: unknown }): Failure {
  const error = new Error(facts.message, { cause: facts.cause })
  return Object.assign(error, { code: facts.code, todo: facts.todo })
}

/** Whether an error says what to do. */
export function isFailure(error: unknown): error is Failure {
  return error instanceof Error && 'todo' in error && typeof error.todo === 'string'
}

/** One line for the terminal: `what failed, why, what to do`. */
export function failureLine(error: unknown): string {
  if (isFailure(error)) return `${error.message} ${error.todo} [${error.code}]`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** The code of an error of the operating system, such as `ENOSPC`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Turns errors of the file system that a user can do something about into Failures; others pass unchanged. */
export function fileFailure(error: unknown, path: string): unknown {
  const code = systemCode(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return failure({
      code: 'DISK_FULL',
      message: `${path} cannot be written: the disk is full (${code}).`,
      todo: 'Free some space, or choose another disk with --directory.',
      cause: error,
    })
  }
  if (
    code === undefined ||
    !['EACCES', 'EPERM', 'ENOENT', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR'].includes(code)
  ) {
    return error
  }
  return failure({
    code: 'DIRECTORY_NOT_WRITABLE',
    message: `${path} cannot be written (${code}).`,
    todo: 'Make it a directory that you may write to, or choose another with --directory.',
    cause: error,
  })
}
