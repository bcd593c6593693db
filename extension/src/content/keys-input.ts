import type { Emit } from './emit.ts'
import { fieldAt } from './field-at.ts'
import { type KeyRun, nextRun } from './key-run.ts'
import { onLeave } from './leave.ts'
import { listen } from './listen.ts'
import { isHtmlElement, localNameOf } from './natives.ts'
import { createQuietTimer } from './quiet-timer.ts'
import { deepTarget } from './shadow.ts'
import { longestWaitMs } from './text-track.ts'
import { report } from './text-tracks.ts'

/** Reports what is typed outside any field, for pages that draw their own. */
export function startKeysInput(emit: Emit, signal: AbortSignal): void {
  let run: KeyRun = ''
  let startedMs = 0
  let { location } = emit

  const end = (text = run) => {
    run = ''
    quiet.stop()
    if (text.trim() !== '') report(emit, text, { field: 'keys', inputType: 'keys', location })
  }
  const quiet = createQuietTimer(() => end(), signal)
  listen(
    'keydown',
    event => {
      if (takesKeys(event)) return
      const nowMs = performance.now()
      if (run === '') [startedMs, location] = [nowMs, emit.location]
      const next = nextRun(run, event as KeyboardEvent)
      if (next.ended !== undefined || nowMs - startedMs >= longestWaitMs) end(next.ended ?? next.run)
      else run = next.run
      if (run !== '') quiet.touch()
    },
    signal,
  )
  listen(['focusin', 'focusout'], () => run !== '' && end(), signal)
  onLeave(() => run !== '' && end(), signal)
}

/** Fields have their own source, and lists use keys to find an entry. */
function takesKeys(event: Event): boolean {
  if (fieldAt(event) !== undefined) return true
  const target = deepTarget(event)
  return isHtmlElement(target) && localNameOf(target) === 'select'
}
