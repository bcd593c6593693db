import type { FieldClass } from '../protocol.ts'
import type { CaptureRules } from './capture-rules.ts'
import type { FrameSource } from './frame-source.ts'

type Refusal = 'excluded' | 'not_included' | 'private_window' | 'unsupported' | 'frame'

export type Admission = { status: 'recorded' } | { status: 'refused'; reason: Refusal }

const supportedSchemes = new Set(['http:', 'https:', 'file:', 'about:', 'blob:', 'data:'])

/** Whether anything of a frame is recorded. Below an excluded top page nothing is. */
export function admitFrame(
  source: Pick<FrameSource, 'top' | 'incognito' | 'scheme' | 'host' | 'topHost'>,
  rules: CaptureRules,
): Admission {
  if (source.incognito && !rules.incognito) return refused('private_window')
  if (!supportedSchemes.has(source.scheme) || source.topHost === undefined) return refused('unsupported')
  if (!source.top && rules.frames === 'top') return refused('frame')
  if (rules.excludedHosts.has(source.host) || rules.excludedHosts.has(source.topHost)) {
    return refused('excluded')
  }
  return rules.includedHosts.size === 0 || rules.includedHosts.has(source.host || source.topHost)
    ? { status: 'recorded' }
    : refused('not_included')
}

/** Whether events of a type are recorded. */
export function admitsType(type: string, rules: CaptureRules): boolean {
  return !rules.disabledEvents.has(type)
}

/** Whether text of a kind of field is recorded. */
export function admitsText(field: FieldClass, rules: CaptureRules): boolean {
  switch (rules.textScope) {
    case 'all':
      return true
    case 'fields':
      return field === 'password' || field === 'line'
    case 'password':
      return field === 'password'
    case 'off':
      return false
  }
}

function refused(reason: Refusal): Admission {
  return { status: 'refused', reason }
}
