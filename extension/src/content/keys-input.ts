import type { Emit } from './emit.ts'
import { fieldOf } from './fields.ts'
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
  let known: EventTarget | null = null

  const end = (text = run) => {
    run = ''
    quiet.stop()
    if (text.trim() !== '') report(emit, text, { field: 'keys', inputType: 'keys', location })
  }
  const quiet = createQuietTimer(() => end(), signal)
  listen(
    'keydown',
    event => {
      if (event.target === known || takesKeys(event)) return
      const nowMs = performance.now()
      if (run === '') [startedMs, location] = [nowMs, emit.location]
      const next = nextRun(run, event as KeyboardEvent)
      if (next.ended !== undefined || nowMs - startedMs >= longestWaitMs) end(next.ended ?? next.run)
      else run = next.run
      if (run !== '') quiet.touch()
    },
    signal,
  )
  const onFocus = ({ type, target }: Event) => {
    known = type === 'focusin' && isPlainField(target) ? target : null
    if (run !== '') end()
  }
  listen(['focusin', 'focusout'], onFocus, signal)
  onLeave(() => run !== '' && end(), signal)
}

/** Fields have their own source, and lists use keys to find an entry. */
function takesKeys(event: Event): boolean {
  const target = deepTarget(event)
  return fieldOf(target) !== undefined || (isHtmlElement(target) && localNameOf(target) === 'select')
}

/** Most keys go into these; one look when they get the focus is enough. */
function isPlainField(target: EventTarget | null): boolean {
  const kind = fieldOf(target)?.kind
  return kind === 'input' || kind === 'textarea'
}
