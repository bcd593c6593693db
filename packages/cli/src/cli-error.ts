/** Exit statuses: it worked; it failed, or the answer is no; it was called wrongly. */
export const exitStatus = { ok: 0, failed: 1, calledWrongly: 2 } as const
export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus]

/** An expected failure of a command, for the user: `message` says what failed and why, `todo` what to do. */
export interface CliError extends Error {
  code: string
  todo: string
  status: ExitStatus
}

/** A failure for which the call is not to blame. */
export function failure(code: string, message: string, todo: string): CliError {
  return Object.assign(new Error(message), { code, todo, status: exitStatus.failed })
}

/** A call that cannot be carried out as it was written. */
export function wrongCall(message: string, todo: string): CliError {
  return Object.assign(new Error(message), { code: 'CALLED_WRONGLY', todo, status: exitStatus.calledWrongly })
}
