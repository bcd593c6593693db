import { makeInstallKey, makeVerifier } from '@weaklayer/wire'
import { policyFor } from '../../laboratory/secrets.ts'
import type { Fault } from '../fault.ts'
import { drain, recordBurst } from '../load.ts'

/** Other identities for what is in a queue already. */
export const profileChanged: Fault[] = [
  {
    name: 'profile-copied',
    title: 'profile with a full queue copied and run twice',
    rounds: { short: 2, long: 10 },
    clones: true,
    async run(lab, rounds) {
      const port = await lab.gateways.portOf(0)
      const originals = await lab.addSensors(rounds, port)
      for (const sensor of originals) await recordBurst(sensor, 300)
      for (const sensor of originals) {
        const [copy] = await lab.addSensors(1, port, { profile: sensor.profile() })
        await sensor.restart('browser')
        if (copy !== undefined) await recordBurst(copy, 100)
        await recordBurst(sensor, 100)
      }
      await lab.gateways.start(0)
      await drain(lab.sensors)
      return rounds
    },
  },
  {
    name: 'group-changed',
    title: 'group changed by policy with a full queue',
    rounds: { short: 2, long: 10 },
    async run(lab, rounds) {
      const port = await lab.gateways.portOf(0)
      const installKey = await makeInstallKey()
      const verifier = await makeVerifier(installKey)
      await lab.gateways.start(0, config => ({
        ...config,
        sensor: { ...config.sensor, install: { verifiers: [...config.sensor.install.verifiers, verifier] } },
      }))
      const sensors = await lab.addSensors(rounds, port)
      let executed = 0
      for (const sensor of sensors) {
        await sensor.send()
        const before = (await sensor.view()).sensor
        await sensor.record(300)
        await sensor.setPolicy(policyFor({ ...lab.secrets, installKey, verifier }, port))
        await recordBurst(sensor, 40)
        await drain([sensor])
        if ((await sensor.view()).sensor !== before) executed++
      }
      return executed
    },
  },
]
