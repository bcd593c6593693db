import { expect, test } from 'vitest'
import { createRig, type Rig, testPolicy, typed } from './rig-for-tests.ts'

const canaries = ['Kanarie-7f3a9c1e5b2d8f40', 'ключ-Ünïcödé-秘密-4d1c8a7e']

/** Everything that the worker keeps or sends, as text. */
function traces(rig: Rig): string {
  const kept = JSON.stringify([rig.journal.entries(), [...rig.local], rig.gateway.requests])
  return `${kept}\n${kept.replaceAll('\\"', '"')}`
}

/** Spellings that a secret may have. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const aligned = [0, 1, 2].map(offset =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(offset === 0 ? 0 : 4, -4),
  )
  const escaped = encodeURIComponent(secret)
  return [
    secret,
    secret.normalize('NFD'),
    secret.toLowerCase(),
    escaped,
    encodeURIComponent(escaped),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('hex'),
    bytes.toString('utf16le'),
    ...aligned,
  ]
}

const found = (text: string, secret: string) => spellings(secret).filter(one => text.includes(one))

test.each(canaries)(
  'a secret in text or in any part of an address leaves nothing behind: %s',
  async secret => {
    const rig = await createRig({ managed: { ...testPolicy, capture: 'full' } })
    const frame = rig.openFrame({ url: `https://a.example/?start=${encodeURIComponent(secret)}` })
    const escaped = encodeURIComponent(secret)
    frame.report(
      { kind: 'Window' },
      { kind: 'WindowLocation', href: `https://a.example/x/${escaped}/y` },
      { kind: 'WindowLocation', href: `https://a.example/?q=${escaped}&${escaped}=1&${escaped}` },
      { kind: 'WindowLocation', href: `https://a.example/#${escaped}` },
      { kind: 'WindowLocation', href: `https://${escaped}:${escaped}@a.example/` },
      typed(secret),
      typed(secret, { field: 'area', inputType: 'textarea' }),
      typed(`${secret} `.repeat(90), { field: 'line' }),
    )
    rig
      .openFrame({ url: `data:text/html,${escaped}`, origin: 'null' })
      .report({ kind: 'Window' }, { kind: 'WindowLocation', href: `data:text/html,${escaped}` })
    await rig.clock.advance(200)
    await rig.flush()
    expect(rig.gateway.stored.length).toBeGreaterThan(10)
    expect(found(traces(rig), secret)).toEqual([])
  },
)

test.each(canaries)('the same search finds a secret that was planted: %s', async secret => {
  const rig = await createRig({ managed: { ...testPolicy, urls: { fullHosts: ['a.example'] } } })
  const href = `https://a.example/${encodeURIComponent(secret)}`
  rig.openFrame({ url: href }).report({ kind: 'Window' }, { kind: 'WindowLocation', href })
  await rig.clock.advance(200)
  await rig.flush()
  expect(found(traces(rig), secret)).not.toEqual([])
})
