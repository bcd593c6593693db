import { setFlagsFromString } from 'node:v8'

/**
 * Collects garbage once this process's heap grew by half. On a machine with much memory V8 would let it grow to four times what is
 * used: a fleet that comes back after an outage then took 550 MiB instead of 300, for 5 % less processor time.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=50')
}
