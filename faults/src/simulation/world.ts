import type { Scenario } from './action.ts'
import { type Browser, createBrowser } from './browser.ts'
import type { Counts } from './counts.ts'
import { createGatewayHost, type GatewayHost } from './gateway-host.ts'
import { createNetwork, type Network } from './network.ts'
import { createOracle, type Oracle } from './oracle.ts'
import { newProfile, type Profile } from './profile.ts'
import { createDice } from './random.ts'
import { createScheduler } from './scheduler.ts'
import type { GatewayChoice, Setting } from './setting.ts'
import type { Surroundings } from './surroundings.ts'
import { createTrace } from './trace.ts'

/** Two gateways, a network, and one browser or two. */
export interface World extends Surroundings {
  setting: Setting
  choice: GatewayChoice
  hosts: GatewayHost[]
  network: Network
  browsers: Browser[]
  oracle: Oracle
  addBrowser(profile: Profile): Browser
}

const startMs = 1_763_760_000_000

export function createWorld(scenario: Scenario, setting: Setting, counts: Counts): World {
  const dice = createDice(scenario.chaos)
  const clock = { nowMs: () => startMs }
  const trace = createTrace(() => clock.nowMs() - startMs)
  const scheduler = createScheduler({
    startMs,
    trace,
    crashed: (kind, at) => counts.add(`crash.${kind} ${at}`),
  })
  clock.nowMs = scheduler.nowMs
  const surroundings = { scheduler, dice, trace, counts }
  const { fileBytes, proof } = scenario
  const choice: GatewayChoice = { fileBytes, proof, secrets: 'first', verifiers: 'both' }
  const oracle = createOracle(trace)
  const hosts = ['gateway-a', 'gateway-b'].map(name =>
    createGatewayHost({
      ...surroundings,
      name,
      config: setting.gateway(choice),
      coarseMs: scenario.coarseMs,
      answers: (request, answer) => oracle.answered(request, answer),
    }),
  )
  oracle.watchDisks(hosts.map(host => host.disk))
  const network = createNetwork({ ...surroundings, hosts, violated: oracle.violated })
  const browsers: Browser[] = []
  const world: World = {
    ...surroundings,
    setting,
    choice,
    hosts,
    network,
    browsers,
    oracle,
    addBrowser(profile) {
      const browser = createBrowser({
        ...surroundings,
        name: `browser-${browsers.length + 1}`,
        profile,
        network,
        acknowledged({ watch }, { frame, upTo }) {
          if (watch.lastOf(frame) < upTo)
            oracle.violated(`frame ${frame} hears ${upTo} before it is recorded`)
        },
      })
      browser.managed = setting.managed(scenario.policy)
      browsers.push(browser)
      return browser
    },
  }
  world.addBrowser(newProfile(oracle.newWatch())).start()
  return world
}
