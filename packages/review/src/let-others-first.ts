import { constants, setPriority } from 'node:os'

/**
 * Lets other processes have the processor first: questions, and the gateway on the same machine. For a process that follows a gateway;
 * threads inherit it, so before a store is opened. Where the system does not allow it nothing changes.
 */
export function letOthersFirst(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // It is slower for others then, and no less right.
  }
}
