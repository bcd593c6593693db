import { expect, test } from 'vitest'
import { type ManifestPair, outdatedPackages, refusalOf } from './publish-plan.ts'

const offer = (version: string, sha256 = 'aa', id = 'one') => ({ id, version, sha256, url: 'https://x/y' })
const pair = (published: ManifestPair['published'], next: ManifestPair['next']): ManifestPair => ({
  name: 'update.xml',
  published,
  next,
})

const rows: [string, ManifestPair, boolean, string | undefined][] = [
  ['nothing is published', pair(undefined, offer('1.0')), false, undefined],
  ['a lower version is', pair(offer('1.9'), offer('1.10')), false, undefined],
  ['the same is', pair(offer('1.0'), offer('1.0')), false, undefined],
  ['a higher version is', pair(offer('1.1'), offer('1.0')), false, 'PUBLISHED_NEWER'],
  [
    'the same version with other content is',
    pair(offer('1.0'), offer('1.0', 'bb')),
    false,
    'PUBLISHED_DIFFERS',
  ],
  ['another id is', pair(offer('1.0', 'aa', 'other'), offer('1.1')), false, 'PUBLISHED_OTHER_ID'],
  [
    'another id is, and a new one is wanted',
    pair(offer('1.0', 'aa', 'other'), offer('1.1')),
    true,
    undefined,
  ],
  [
    'another id of the same version is',
    pair(offer('1.0', 'bb', 'other'), offer('1.0')),
    true,
    'PUBLISHED_DIFFERS',
  ],
  [
    'a higher version of another id is',
    pair(offer('2.0', 'bb', 'other'), offer('1.0')),
    true,
    'PUBLISHED_NEWER',
  ],
  ['a CRX is, and there is none to follow', pair(offer('1.0'), undefined), false, 'PUBLISHED_NEEDS_KEY'],
  ['there is no CRX and was none', pair(undefined, undefined), false, undefined],
]

test.each(rows)('where %s: %j, new id allowed %s, gives %s', (...[, manifest, allowNewId, code]) => {
  expect(refusalOf({ manifests: [manifest], allowNewId })?.code).toBe(code)
  const fine = pair(undefined, offer('9.9'))
  expect(refusalOf({ manifests: [fine, manifest], allowNewId })?.code).toBe(code)
})

test('old packages go when they are a day old; what is named, what is young and what is not ours stays', () => {
  const nowMs = 1_763_760_000_000
  const day = 86_400_000
  const found = [
    { name: 'weaklayer-1.0.crx', modifiedMs: nowMs - 9 * day },
    { name: 'weaklayer-1.1.crx', modifiedMs: nowMs - 8 * day },
    { name: 'weaklayer-1.1.xpi', modifiedMs: nowMs - 8 * day },
    { name: 'weaklayer-1.2.crx', modifiedMs: nowMs - day },
    { name: 'weaklayer-1.3.xpi', modifiedMs: nowMs - day - 1 },
    { name: 'weaklayer-1.4.crx', modifiedMs: nowMs - 3 * day },
    { name: 'weaklayer-1.5.crx', modifiedMs: nowMs },
    { name: 'other-1.0.crx', modifiedMs: 0 },
    { name: 'weaklayer-1.0.crx.sig', modifiedMs: 0 },
  ]
  expect(outdatedPackages(found, { versions: ['1.5', '1.4', undefined], nowMs })).toEqual([
    'weaklayer-1.0.crx',
    'weaklayer-1.1.crx',
    'weaklayer-1.1.xpi',
    'weaklayer-1.3.xpi',
  ])
})
