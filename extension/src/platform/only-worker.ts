/** Name of the lock that the worker at work holds. */
const lockName = 'worker'

/** Resolves once no other worker of this extension is at work; nobody else is from then on, until this one dies. */
export function becomeOnlyWorker(): Promise<void> {
  return new Promise((resolve, reject) => {
    const held = navigator.locks.request(lockName, () => {
      resolve()
      return new Promise<never>(() => undefined)
    })
    held.catch(reject)
  })
}
