import type { FrameRules, FrameRulesKey } from '../protocol.ts'
import { type ExtensionApi, isGone } from './extension-api.ts'
import { fieldAt } from './field-at.ts'
import { verdictOf } from './frame-verdict.ts'
import { listen } from './listen.ts'
import { holdsPassword } from './passwords.ts'

export interface FrameGate {
  /** This frame matters: the user typed in it. */
  relevant(): void
}

export interface FrameGateOptions {
  storage: ExtensionApi['storage']
  /** A tab's own empty document: it matters when it is used, whatever the rules say of sub-frames. */
  isTop: boolean
  /** Sends what was kept back, and everything from now on. */
  release(): void
  /** Nothing of this frame is wanted. */
  stop(): void
}

/** Keeps the reports of a sub-frame, or of an empty tab, back until the rules want them. It saves work only: the worker decides again. */
export function startFrameGate(options: FrameGateOptions, signal: AbortSignal): FrameGate {
  let rules: FrameRules['frames'] | undefined
  let relevant = false
  let decided = false
  const decide = () => {
    const verdict = verdictOf(options.isTop && rules !== undefined ? 'relevant' : rules, relevant)
    if (verdict === 'wait' || decided || signal.aborted) return
    decided = true
    if (verdict === 'send') options.release()
    else options.stop()
  }
  const becomeRelevant = () => {
    relevant = true
    decide()
  }
  const look = (found: (event: Event) => unknown) => (event: Event) =>
    !decided && found(event) && becomeRelevant()
  listen(
    ['DOMContentLoaded', 'load'],
    look(() => holdsPassword(document)),
    signal,
  )
  listen('focusin', look(isPassword), signal)
  listen('beforeinput', look(fieldAt), signal)
  // The worker leaves the rules once it knows the policy; frames of the first pages may be earlier.
  const read = () =>
    readRules(options.storage).then(found => {
      const first = rules === undefined
      rules = found ?? 'relevant'
      decide()
      if (found !== undefined || !first) return
      onRules(options.storage, read, signal)
      // They may have come between the first look and the listener.
      void read()
    }, options.stop)
  // The page begins first: asking is the dearest single thing that a frame does at its start.
  const asking = setTimeout(read)
  signal.addEventListener('abort', () => clearTimeout(asking), { once: true })
  return { relevant: becomeRelevant }
}

const key: FrameRulesKey = 'frameRules'

/** Rejects when the extension is gone. */
async function readRules(storage: ExtensionApi['storage']): Promise<FrameRules['frames'] | undefined> {
  const stored = (await storage.local.get(key))[key] as FrameRules | undefined
  return stored?.frames
}

function onRules({ local }: ExtensionApi['storage'], action: () => unknown, signal: AbortSignal): void {
  const changed = (changes: Record<string, unknown>) => key in changes && action()
  local.onChanged.addListener(changed)
  // Of an extension that is gone nothing can be called any more, and nothing comes.
  const remove = () => isGone() || local.onChanged.removeListener(changed)
  signal.addEventListener('abort', remove, { once: true })
}

function isPassword(event: Event): boolean {
  const field = fieldAt(event)
  return field?.kind === 'input' && field.element.type === 'password'
}
