import type { PolicyModel } from '../model/policy-model.ts'
import { type PolicyInput, readPolicyInput } from '../model/read-policy-input.ts'

/** A key in the right form that no gateway knows. */
const key = {
  group: '5b0a4a52-3c6b-4d7e-9a55-0f6a3b1c2d3e',
  secret: `${'kZ7/'.repeat(21)}kQ==`,
  checksum: 'D2mBux8tOeM7tVBMyKNXGz7BNR/qs4dvJ8+Cps7p3jA=',
}

const sampleIds = {
  version: '1.2.0',
  chromium: 'abcdefghijklmnopabcdefghijklmnop',
  firefox: 'sensor@weaklayer.org',
}

/** Every kind of value: text, number, boolean, choice, list, object, object with a list. */
export const sampleSettings = {
  disabledEvents: ['TextInput'],
  text: { scope: 'password', exactLength: false },
  urls: { detail: 'redacted', fullHosts: ['wiki.example.com', '*.intern.example.com'] },
  excludedHosts: ['*.bank.example', 'örtlich.example'],
  includedHosts: [],
  incognito: true,
  flushIntervalMs: 5000,
  notice: { text: 'Recorded here: <logins> & "addresses".\nAsk us, ’tis fine.', contact: 'it@example.com' },
}

export function sampleInput(changes: Partial<PolicyInput> = {}): PolicyInput {
  return {
    gateway: 'https://gateway.example.com:8443',
    updateUrl: 'https://gateway.example.com/updates',
    label: 'finance & "laptops" <1>',
    installKey: key,
    ids: sampleIds,
    settings: sampleSettings,
    fill: ['device', 'user'],
    files: { installKey: 'key.json', ids: 'ids.json', settings: 'settings.yaml' },
    ...changes,
  }
}

export function sampleModel(changes: Partial<PolicyInput> = {}): PolicyModel {
  const reading = readPolicyInput(sampleInput(changes))
  if (reading.status === 'ok') return reading.model
  throw new Error(`the sample is invalid: ${JSON.stringify(reading.problems)}`)
}
