import type { FrameRules, FrameRulesKey } from '../protocol.ts'
import type { ExtensionApi } from './extension-api.ts'
import { fieldOf } from './fields.ts'
import { verdictOf } from './frame-verdict.ts'
import { listen } from './listen.ts'
import { holdsPassword } from './passwords.ts'
import { deepTarget } from './shadow.ts'

export interface FrameGate {
  /** This frame matters: the user typed in it. */
  relevant(): void
}

export interface FrameGateOptions {
  storage: ExtensionApi['storage']
  /** Sends what was kept back, and everything from now on. */
  release(): void
  /** Nothing of this frame is wanted. */
  stop(): void
}

/** Keeps the reports of a sub-frame back until the rules want them. It saves work only: the worker decides again. */
export function startFrameGate(options: FrameGateOptions, signal: AbortSignal): FrameGate {
  const watching = new AbortController()
  let rules: FrameRules['frames'] | undefined
  let relevant = false
  const decide = () => {
    const verdict = verdictOf(rules, relevant)
    if (verdict === 'wait' || watching.signal.aborted) return
    watching.abort()
    if (verdict === 'send') options.release()
    else options.stop()
  }
  const becomeRelevant = () => {
    relevant = true
    decide()
  }
  signal.addEventListener('abort', () => watching.abort(), { once: true })
  listen(['DOMContentLoaded', 'load'], () => holdsPassword(document) && becomeRelevant(), watching.signal)
  listen('focusin', event => isPassword(event) && becomeRelevant(), watching.signal)
  listen('beforeinput', event => fieldOf(deepTarget(event)) && becomeRelevant(), watching.signal)
  readRules(options.storage).then(read => {
    rules = read
    decide()
  }, options.stop)
  return { relevant: becomeRelevant }
}

const key: FrameRulesKey = 'frameRules'

/** Rejects when the extension is gone. */
async function readRules(storage: ExtensionApi['storage']): Promise<FrameRules['frames']> {
  const stored = (await storage.local.get(key))[key] as FrameRules | undefined
  return stored?.frames ?? 'relevant'
}

function isPassword(event: Event): boolean {
  const field = fieldOf(deepTarget(event))
  return field?.kind === 'input' && field.element.type === 'password'
}
