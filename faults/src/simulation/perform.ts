import type { Action, Report } from './action.ts'
import { type Browser, excludedTab } from './browser.ts'
import { poison } from './network.ts'
import type { Page } from './page.ts'
import { copyProfile, newProfile } from './profile.ts'
import type { World } from './world.ts'

type Do<Kind extends Action['do']> = Extract<Action, { do: Kind }>

const oversizedPath = 'x'.repeat(600)

/** Makes one action happen, and counts it. */
export async function perform(world: World, action: Action): Promise<void> {
  world.counts.add(`action.${action.do}`)
  world.trace.note('action', JSON.stringify(action))
  const handler = handlers[action.do] as (world: World, action: Action) => void | Promise<void>
  await handler(world, action)
}

const handlers: { [Kind in Action['do']]: (world: World, action: Do<Kind>) => void | Promise<void> } = {
  browse: (world, { tab, reports }) => browse(world, tab, reports),
  flood(world, { tab, reports }) {
    browse(
      world,
      tab,
      Array.from({ length: reports }, () => 'address'),
    )
  },
  close_tab: (world, { tab }) => active(world).closeTab(tab),
  back_forward: (world, { tab }) =>
    active(world)
      .pages.findLast(page => page.tabId === tab)
      ?.comeBack(),
  network: (world, { fates }) => world.network.script(fates),
  crash_worker: (world, { step, nth, side }) => active(world).crashWorkerAt({ step, nth, side }),
  kill_worker: world => active(world).killWorker(),
  async kill_browser(world, { downMs }) {
    const browser = active(world)
    browser.kill()
    await world.scheduler.pass(downMs)
    browser.start()
  },
  crash_gateway(world, { gateway, step, nth, side, end }) {
    world.hosts[gateway]?.crashAt({ step, nth, side }, end)
    browse(world, 1, ['address', 'address'])
  },
  end_gateway(world, { gateway, end }) {
    const host = world.hosts[gateway]
    world.counts.add(`gateway.${end}`)
    if (end === 'stop') host?.restart()
    else host?.crash(end)
  },
  disk(world, { gateway, call, code, times }) {
    world.hosts[gateway]?.disk.fail(call, code, times)
    browse(world, 1, ['address', 'address'])
  },
  full_profile(world, { commits }) {
    active(world).failingCommits = commits
  },
  policy(world, { policy }) {
    world.counts.add(`policy.${policy}`)
    const browser = active(world)
    browser.managed = world.setting.managed(policy)
    if (policy === 'first_group' || policy === 'second_group') browser.lastGroup = policy
    browser.policyChanged()
  },
  gateway_config(world, { secrets, verifiers }) {
    world.counts.add(`gateway_config.secrets ${secrets}`)
    world.counts.add(`gateway_config.verifiers ${verifiers}`)
    world.choice = { ...world.choice, secrets, verifiers }
    for (const host of world.hosts) host.configure(world.setting.gateway(world.choice))
  },
  clock(world, { byMs }) {
    const browser = active(world)
    browser.clockOffsetMs += byMs
    world.network.forget(browser.name)
  },
  clear_alarms: world => active(world).profile.alarms.clear(),
  online: world => active(world).online(),
  lose_store(world) {
    const browser = active(world)
    browser.kill()
    const { profile } = browser
    world.oracle.storesLost += 1
    world.network.forget(browser.name)
    for (const id of profile.watch.lost()) world.oracle.lostWithStore.add(id)
    profile.store = newProfile(profile.watch).store
    browser.start()
  },
  copy_profile(world) {
    if (world.browsers.length > 1) return
    const { profile } = active(world)
    const copy = copyProfile(profile, world.oracle.newWatch(profile.watch))
    world.addBrowser(copy).start()
  },
}

/** The browser that the user sits at: with two, they take turns. */
function active({ browsers, dice }: World): Browser {
  return dice.pick(browsers)
}

function browse(world: World, tab: number, reports: readonly Report[]): void {
  const browser = active(world)
  const wanted = reports.filter(report => report !== 'excluded')
  if (wanted.length < reports.length) {
    visit(browser, excludedTab, ['address'])
    world.oracle.unwanted += 2
  }
  visit(browser, tab, wanted)
}

function visit(browser: Browser, tab: number, reports: readonly Report[]): void {
  const found = browser.pages.findLast(page => page.tabId === tab)
  const page = found ?? browser.openPage(tab)
  if (found === undefined) page.report({ kind: 'Window' })
  for (const report of reports) tell(page, report)
}

function tell(page: Page, report: Report): void {
  page.told += 1
  const mark = `${page.name}/${page.told}`
  const href = (path: string) => `https://site-${page.tabId}.example${path}`
  switch (report) {
    case 'text':
      page.report({
        kind: 'TextInput',
        location: 2,
        text: `secret ${mark}`,
        field: 'password',
        inputType: 'password',
        filled: false,
      })
      break
    case 'poison':
      page.report({ kind: 'WindowLocation', href: href(`${poison}/${mark}`) })
      break
    case 'oversized':
      page.report({ kind: 'WindowLocation', href: href(`/p/${mark}/${oversizedPath}`) })
      break
    default:
      page.report({ kind: 'WindowLocation', href: href(`/p/${mark}`) })
  }
}
