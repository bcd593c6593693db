/** System calls that are to fail. */
export interface FailingCalls {
  /** Calls of this name fail from now on, this often; `short` makes writes short. */
  fail(call: string, code: string, times: number): void
  /** The code that this call is to fail with now. */
  failure(call: string): string | undefined
  heal(): void
}

export function createFailingCalls(): FailingCalls {
  const failures = new Map<string, { code: string; times: number }>()
  return {
    fail: (call, code, times) => void failures.set(call, { code, times }),
    failure(call) {
      const failing = failures.get(call)
      if (failing === undefined) return undefined
      failing.times -= 1
      if (failing.times <= 0) failures.delete(call)
      return failing.code
    },
    heal: () => failures.clear(),
  }
}
