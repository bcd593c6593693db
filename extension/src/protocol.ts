import type { Problem } from '@weaklayer/wire'

/** What a frame tells the worker. The worker takes tab, frame, private mode and origin from the sender, never from here. */
export type FrameReport = { kind: 'Window' } | { kind: 'WindowLocation'; href: string } | TextReport

/** Text leaves the frame in clear over the port, and is hashed in the worker at once. */
export interface TextReport {
  kind: 'TextInput'
  /** `n` of the WindowLocation message of the address where it was typed. */
  location: number
  /** Unicode NFC; of more than 1,024 characters (code points) only the first 1,025 are here. */
  text: string
  /** Characters of the whole text; present only where `text` was cut. */
  length?: number | undefined
  field: FieldClass
  /** `type` of an input, or `textarea`, `contenteditable`, `keys`. */
  inputType: string
  /** A script filled it, as password managers do. */
  filled: boolean
}

/** What text scopes tell apart: password fields, single lines, larger texts, and keys typed outside any field. */
export type FieldClass = 'password' | 'line' | 'area' | 'keys'

/** Numbered by the frame from 1; kept there until it is acknowledged. */
export interface FrameMessage {
  n: number
  atMs: number
  /** What the worker had acknowledged when this was sent: by it, gaps show in a frame that the worker forgot. */
  acked?: number | undefined
  report: FrameReport
}

/** Name of the port between a frame and the worker. */
export type FramePortName = 'weaklayer-frame'

/** `frame` is 16 random hex digits that name this document for its whole life, over any number of ports. */
export interface FromFrame {
  frame: string
  messages: FrameMessage[]
}

/** Every message up to this number is recorded, or is not wanted. */
export interface ToFrame {
  acked: number
}

/** Which frames report: `relevant` ones hold a password field or were typed in; top frames always report. */
export interface FrameRules {
  frames: 'all' | 'relevant' | 'top'
}

/** Key in `storage.local` under which the worker leaves the FrameRules for frames; absent means `relevant`. */
export type FrameRulesKey = 'frameRules'

/** What the sensor's own pages ask the worker over `runtime.sendMessage`. */
export type PageRequest =
  | { ask: 'view'; page?: { url: string; incognito: boolean } }
  | { ask: 'selftest' }
  | { ask: 'flush' }

/** Everything that the popup and the page show. Times are milliseconds since 1970 UTC. */
export interface SensorView {
  version: string
  sensor?: string
  label?: string
  device?: string
  user?: string
  policy: {
    state: 'pending' | 'ok' | 'invalid'
    source: 'managed' | 'cached' | 'development' | 'none'
    problems: Problem[]
  }
  notice: { text?: string; contact?: string; link?: string }
  gateway?: { protocol: 'http' | 'https'; hostname: string; port: number; unencrypted: boolean }
  capture: {
    level: 'minimal' | 'standard' | 'full'
    textScope: 'all' | 'fields' | 'password' | 'off'
    exactLength: boolean
    urlDetail: 'host' | 'redacted' | 'full'
    disabledEvents: string[]
    excludedHosts: string[]
    includedHosts: string[]
    /** Hosts whose addresses are recorded in full although `urlDetail` says less. */
    fullHosts?: string[]
    /** Hosts of which only the host is recorded although `urlDetail` says more. */
    hostOnlyHosts?: string[]
    incognito: boolean
  }
  /** Whether the page that the popup was opened on is recorded. */
  page?: {
    host: string
    recorded: boolean
    reason?: 'excluded' | 'not_included' | 'private_window' | 'unsupported'
  }
  connection: {
    state: 'unconfigured' | 'not_enrolled' | 'connected' | 'retrying' | 'refused' | 'misconfigured'
    lastError?: { code: string; message: string; todo: string; atMs: number }
    retryAtMs?: number
  }
  delivery: {
    lastAtMs?: number
    lastEvents: { type: string; timeMs: number; host?: string }[]
    deliveredTotal: number
  }
  queue: { events: number; bytes: number; oldestAgeMs: number }
  /** The sensor's own record: every event that was ever given a seq. */
  record: { epoch?: string; lastSeq: number; recordedTotal: number }
  dropped: Record<string, Record<string, number>>
}

export type SelfTestOutcome =
  | 'ok'
  | 'no_policy'
  | 'policy_invalid'
  | 'wrong_key'
  | 'name_not_found'
  | 'connection_refused'
  | 'unreachable'
  | 'certificate_not_trusted'
  | 'clock_wrong'
  | 'proxy_sign_in'
  | 'not_a_gateway'
  | 'gateway_error'

export interface SelfTestResult {
  outcome: SelfTestOutcome
  /** What was found, in plain words. */
  message: string
  /** What to do about it; empty when all is well. */
  todo: string
  /** The browser's own reason, such as `net::ERR_CERT_AUTHORITY_INVALID`. */
  browserError?: string
  clockSkewMs?: number
}
