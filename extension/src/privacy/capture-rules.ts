import type { CaptureLevel, PartialSensorConfig, TextScope, UrlDetail } from '@weaklayer/wire'
import type { FrameRules } from '../protocol.ts'
import { type HostSet, hostSet } from './host-set.ts'

/** What may be recorded, as policy says, ready for use on every message. */
export interface CaptureRules {
  level: CaptureLevel
  frames: FrameRules['frames']
  textScope: TextScope
  exactLength: boolean
  urlDetail: UrlDetail
  fullHosts: HostSet
  hostOnlyHosts: HostSet
  excludedHosts: HostSet
  includedHosts: HostSet
  disabledEvents: ReadonlySet<string>
  incognito: boolean
}

interface LevelRules {
  frames: FrameRules['frames']
  textScope: TextScope
  urlDetail: UrlDetail
}

const levels: Record<CaptureLevel, LevelRules> = {
  minimal: { frames: 'top', textScope: 'password', urlDetail: 'host' },
  standard: { frames: 'relevant', textScope: 'fields', urlDetail: 'redacted' },
  full: { frames: 'all', textScope: 'all', urlDetail: 'redacted' },
}

/** Capture rules of a policy: its capture level, then what it says in single. */
export function captureRules(config: PartialSensorConfig): CaptureRules {
  const level = levels[config.capture]
  return {
    level: config.capture,
    frames: level.frames,
    textScope: config.text.scope ?? level.textScope,
    exactLength: config.text.exactLength,
    urlDetail: config.urls.detail ?? level.urlDetail,
    fullHosts: hostSet(config.urls.fullHosts),
    hostOnlyHosts: hostSet(config.urls.hostOnlyHosts),
    excludedHosts: hostSet(config.excludedHosts),
    includedHosts: hostSet(config.includedHosts),
    disabledEvents: new Set(config.disabledEvents),
    incognito: config.incognito,
  }
}
