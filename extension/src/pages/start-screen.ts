import type { PageRequest, SensorView } from '../protocol.ts'
import { describeSelfTest, type SelfTestState } from './describe-self-test.ts'
import { describeView } from './describe-view.ts'
import { keepFresh, type Visibility } from './keep-fresh.ts'
import { morphChildren } from './morph.ts'
import type { Layout } from './screen-state.ts'
import type { CopyOutcome } from './text-model.ts'
import { answerWithin, selfTestOf, type Timers, viewOf } from './worker-answer.ts'

export interface ScreenOptions {
  root: HTMLElement
  layout: Layout
  ask: (request: PageRequest) => Promise<unknown>
  /** The page that is shown beside; undefined where there is none. */
  currentPage: () => Promise<{ url: string; incognito: boolean } | undefined>
  nowMs: () => number
  timers: Timers
  visibility: Visibility
  copyText: (text: string) => Promise<void>
}

const refreshEveryMs = 2000
/** A stopped worker starts in well under a second; a browser may hold it for 3 s while it reads policy. */
const viewLimitMs = 5000
/** Longer than the worker's own limit of 25 s for one request. */
const selfTestLimitMs = 60_000
const copiedShownMs = 3000

/** Shows the sensor, keeps it fresh and answers the buttons. */
export function startScreen(options: ScreenOptions): void {
  const { root, nowMs, timers } = options
  let view: SensorView | undefined
  let silent = false
  let selfTest: SelfTestState = { status: 'idle' }
  let copied: { outcome: CopyOutcome; atMs: number } | undefined

  const show = () => {
    const now = nowMs()
    const text = view === undefined ? {} : { text: describeView(view, now) }
    if (copied !== undefined && now - copied.atMs >= copiedShownMs) copied = undefined
    const copy = copied?.outcome
    morphChildren(root, options.layout({ ...text, silent, copy, selfTest: describeSelfTest(selfTest, now) }))
    root.setAttribute('aria-busy', String(view === undefined && !silent))
  }
  const refresh = async () => {
    const page = await answerWithin(options.currentPage(), viewLimitMs, timers)
    const request = { ask: 'view', ...(page === undefined ? {} : { page }) } as PageRequest
    const answered = viewOf(await answerWithin(options.ask(request), viewLimitMs, timers))
    silent = answered === undefined
    view = answered ?? view
    show()
  }
  const test = async () => {
    if (selfTest.status === 'running') return
    selfTest = { status: 'running' }
    show()
    const result = selfTestOf(await answerWithin(options.ask({ ask: 'selftest' }), selfTestLimitMs, timers))
    const atMs = nowMs()
    selfTest = result === undefined ? { status: 'silent', atMs } : { status: 'done', result, atMs }
    await refresh()
  }
  const actions: Record<string, (value: string) => Promise<void>> = {
    selftest: test,
    flush: async () => {
      await answerWithin(options.ask({ ask: 'flush' }), viewLimitMs, timers)
      await refresh()
    },
    copy: async value => {
      const outcome = await options.copyText(value).then(
        () => 'copied' as const,
        () => 'failed' as const,
      )
      copied = { outcome, atMs: nowMs() }
      show()
    },
  }
  root.addEventListener('click', event => void act(event, actions))
  show()
  keepFresh({ refresh, everyMs: refreshEveryMs, visibility: options.visibility, timers })
}

async function act(event: Event, actions: Record<string, (value: string) => Promise<void>>): Promise<void> {
  const target = event.target instanceof Element ? event.target.closest('[data-action]') : null
  if (target === null) return
  await actions[target.getAttribute('data-action') ?? '']?.(target.getAttribute('data-value') ?? '')
}
