import type { InstallRequest } from '@weaklayer/wire'

export interface InstallCircumstances {
  sensor: string
  timeUs: number
  isNewInstall: boolean
  userAgent: string
  address: string
}

/** The line that tells of an enrolment or a renewal. */
export function installEventLine(install: InstallRequest, circumstances: InstallCircumstances): string {
  const { timeUs, sensor, isNewInstall, userAgent, address } = circumstances
  const { label, device, user, key } = install
  const event = {
    type: 'Install',
    time: timeUs,
    sensor,
    group: key.group,
    label,
    ...(device !== undefined && { device }),
    ...(user !== undefined && { user }),
    address,
    isNewInstall,
    userAgent: userAgent.slice(0, 1024),
    received: timeUs,
  }
  return `${JSON.stringify(event)}\n`
}
