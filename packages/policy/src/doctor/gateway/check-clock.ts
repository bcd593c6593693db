import { type Finding, finding, fine } from '../finding.ts'

const driftMs = 30_000
/** What Kerberos and most sign-in systems forgive. */
const offMs = 5 * 60_000

/** Judges how far this machine's clock is from the gateway's; the header counts whole seconds. */
export function checkClock(subject: string, skewMs: number): Finding {
  const off = Math.abs(skewMs)
  if (off <= driftMs) return fine('clock', subject, 'this machine and the gateway agree on the time')
  const way = skewMs > 0 ? 'ahead of' : 'behind'
  const found = `the gateway's clock is ${inWords(off)} ${way} this machine's`
  return finding(off > offMs ? 'CLOCK_OFF' : 'CLOCK_DRIFTS', { subject, found })
}

function inWords(timeMs: number): string {
  const units: [number, string][] = [
    [86_400_000, 'days'],
    [3_600_000, 'hours'],
    [60_000, 'minutes'],
  ]
  const [unitMs, unit] = units.find(([each]) => timeMs >= 2 * each) ?? [1000, 'seconds']
  return `${Math.round(timeMs / unitMs)} ${unit}`
}
