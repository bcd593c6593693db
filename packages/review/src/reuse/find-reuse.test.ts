import { expect, test } from 'vitest'
import { findReuse, type ReuseFinding } from './find-reuse.ts'
import { createStory, dayUs, hourUs, sensorOf, startUs, usualDays } from './story-for-tests.ts'

const work = 'password of user-1'
const lateUs = 9 * dayUs + 3 * hourUs
const termsOf = (finding: ReuseFinding | undefined) =>
  Object.fromEntries((finding?.terms ?? []).map(({ name, points }) => [name, points]))

test.each([false, true])(
  'finds a password on a phishing site, also of the first generation (%s)',
  async isFirstGeneration => {
    const story = createStory({ isFirstGeneration })
    usualDays(story)
    story.open('user-1', 'mail.work.example.com', { atUs: lateUs, tab: 7 })
    const page = story.open('user-1', 'login.acme-c0rp.net', { atUs: lateUs + 60_000_000, tab: 8 })
    page.type(work, { inputType: 'text' })
    await using store = await story.store()
    const { findings, total } = await findReuse(store)
    expect(total).toBe(1)
    expect(findings[0]).toMatchObject({
      sensor: sensorOf('user-1'),
      home: {
        site: 'acme-corp.com',
        hostname: 'login.acme-corp.com',
        passwordUses: 10,
        inputType: 'password',
      },
      other: { site: 'acme-c0rp.net', hostname: 'login.acme-c0rp.net', uses: 1, inputType: 'text' },
      arrival: { kind: 'mail', fromHost: 'mail.work.example.com', knownBy: 'before' },
      texts: 1,
    })
    expect(Math.floor(((findings[0]?.other.firstTime ?? 0) - startUs) / dayUs)).toBe(9)
    expect(termsOf(findings[0])).toEqual({
      'new to the user': 20,
      'new to the organisation': 25,
      'looks like another site': 30,
      'way of arrival': 15,
      'course of the visit': 20,
      'worth of the password': 40,
      'kind of field': 5,
    })
    expect(findings[0]?.score).toBe(155)
  },
)

test('sign-ins of one provider over several sites are nothing, but a plain field there is', async () => {
  const story = createStory()
  for (const host of ['login.microsoftonline.com', 'login.live.com', 'www.office.com'])
    story.open('user-1', host, { atUs: lateUs }).type(work)
  story.open('user-2', 'signin.acme.com', { atUs: lateUs }).type('password of user-2')
  story.open('user-2', 'acme-sso.net', { atUs: lateUs + hourUs }).type('password of user-2')
  await using store = await story.store()
  expect((await findReuse(store, { families: [['acme.com', 'acme-sso.net']] })).findings).toEqual([])
  expect((await findReuse(store)).findings.map(({ other }) => other.site)).toEqual(['acme-sso.net'])
  const own = await findReuse(store, { onlyOwnFamilies: true })
  expect(own.findings.map(({ other }) => other.site).sort()).toEqual([
    'acme-sso.net',
    'live.com',
    'office.com',
  ])
  story.open('user-1', 'forms.office.com', { atUs: lateUs + hourUs }).type(work, { inputType: 'text' })
  await using more = await story.store()
  expect((await findReuse(more)).total).toBe(1)
})

test('sites below a suffix where anybody gets a name are different ones; hosts of one domain are not', async () => {
  const story = createStory()
  for (const host of ['a.github.io', 'b.github.io', 'www.b.github.io'])
    story.open('user-1', host, { atUs: hourUs }).type(work)
  for (const host of ['one.example.com', 'two.example.com'])
    story.open('user-2', host, { atUs: hourUs }).type(work)
  await using store = await story.store()
  const { findings } = await findReuse(store)
  expect(findings.map(({ home, other }) => [home.site, other.site])).toEqual([['a.github.io', 'b.github.io']])
})

test.each([
  ['texts under six characters', { text: 'abcde', more: {} }],
  ['texts whose bucket begins below', { text: 'abcdefg', more: { textLength: 4 } }],
  ['what was never in a password field', { text: work, more: { inputType: 'text' } }],
  ['texts of areas', { text: work, more: { inputType: 'textarea' } }],
])('%s do not count', async (_, { text, more }) => {
  const story = createStory()
  story.open('user-1', 'www.example.com', { atUs: 0 }).type(text, more)
  story.open('user-1', 'www.example.org', { atUs: hourUs }).type(text, more)
  await using store = await story.store()
  expect(await findReuse(store)).toEqual({ findings: [], total: 0 })
})

test('a text that grows while it is typed counts at its end only', async () => {
  const story = createStory()
  const page = story.open('user-1', 'www.example.com', { atUs: 0 })
  page.type('Summer20', { afterUs: 10_000_000 })
  page.type('Summer2026', { afterUs: 17_000_000 })
  story.open('user-1', 'www.example.org', { atUs: hourUs }).type('Summer20')
  await using store = await story.store()
  expect((await findReuse(store)).total).toBe(0)
  const other = story.open('user-1', 'www.example.net', { atUs: 2 * hourUs })
  other.type('Summer20', { afterUs: 10_000_000 })
  other.type('Summer2026', { afterUs: 12_000_000 })
  await using more = await story.store()
  const { findings } = await findReuse(more)
  expect(findings.map(({ other: { site, textLength } }) => [site, textLength])).toEqual([['example.net', 10]])
})

test('hashes of different keys and users are never compared, and empty ones mean nothing', async () => {
  const story = createStory()
  story.open('user-1', 'www.example.com', { atUs: 0 }).type(work)
  story.open('user-1', 'www.example.org', { atUs: hourUs }).type(work)
  const second = story.events.findLast(({ type }) => type === 'TextInput') as Record<string, unknown>
  const was = second.hashKeyId
  second.hashKeyId = 'another key'
  await using otherKey = await story.store()
  expect((await findReuse(otherKey)).total).toBe(0)
  Object.assign(second, { hashKeyId: was, sensor: sensorOf('user-2') })
  await using otherUser = await story.store()
  expect((await findReuse(otherUser)).total).toBe(0)
  for (const event of story.events)
    if (event.type === 'TextInput') Object.assign(event, { textHash: '', sensor: sensorOf('user-1') })
  await using empty = await story.store()
  expect((await findReuse(empty)).total).toBe(0)
})

test('sites that the organisation knows end far below a phishing site', async () => {
  const story = createStory()
  const users = usualDays(story)
  for (const user of users.slice(2, 8))
    story.open(user, 'shop.sister.example', { atUs: dayUs }).type(`password of ${user}`)
  story.open('user-8', 'shop.sister.example', { atUs: lateUs }).type('password of user-8')
  story.open('user-9', 'portal.unheard.example', { atUs: lateUs }).type('password of user-9')
  await using store = await story.store()
  const { findings } = await findReuse(store)
  expect(findings[0]?.other.site).toBe('unheard.example')
  const sister = findings.find(({ sensor }) => sensor === sensorOf('user-8'))
  expect(sister?.score).toBeLessThan((findings[0]?.score ?? 0) - 60)
})

test('the wrong password at a site where the user has an account is worth little', async () => {
  const story = createStory()
  usualDays(story)
  for (const day of [1, 3, 5])
    story.open('user-1', 'www.hobby.example', { atUs: day * dayUs }).type('the right one')
  story.open('user-1', 'www.hobby.example', { atUs: lateUs }).type(work)
  await using store = await story.store()
  const { findings } = await findReuse(store)
  expect(termsOf(findings[0])).toMatchObject({ 'has an account there': -30, 'new to the user': -15 })
  expect(findings[0]?.score).toBeLessThan(60)
})

test('a new account is told by its second password field, a code by its single use', async () => {
  const story = createStory()
  usualDays(story)
  const page = story.open('user-1', 'www.newshop.example', { atUs: lateUs })
  page.type(work, { afterUs: 10_000_000 })
  page.type(work, { afterUs: 14_000_000 })
  story.open('user-2', 'one.example', { atUs: lateUs }).type('72940138')
  story.open('user-2', 'two.example', { atUs: lateUs + 120_000_000 }).type('72940138')
  await using store = await story.store()
  const { findings } = await findReuse(store)
  expect(termsOf(findings.find(({ other }) => other.site === 'newshop.example'))).toMatchObject({
    'new account': -15,
  })
  expect(termsOf(findings.find(({ other }) => other.site === 'two.example'))).toMatchObject({
    'one-time code': -30,
  })
})

test('what happened later only lowers a score, and says so', async () => {
  const story = createStory()
  usualDays(story)
  story.open('user-1', 'www.newtool.example', { atUs: lateUs }).type(work)
  await using before = await story.store()
  const early = (await findReuse(before)).findings[0]
  for (const user of ['user-1', 'user-2', 'user-3', 'user-4'])
    story.open(user, 'www.newtool.example', { atUs: 25 * dayUs }).type(`another of ${user}`)
  await using after = await story.store()
  const late = (await findReuse(after)).findings.find(({ other }) => other.site === 'newtool.example')
  const laterTerms = late?.terms.filter(({ knownBy }) => knownBy === 'later') ?? []
  expect(laterTerms.map(({ name, points }) => [name, points])).toEqual([['came back', -35]])
  expect(late?.terms.filter(({ knownBy }) => knownBy === 'then')).toEqual(early?.terms)
})

test('a password that was seen at its own site only afterwards is found, with less', async () => {
  const story = createStory()
  usualDays(story)
  story.open('visitor', 'news.example.org', { atUs: dayUs })
  story.open('visitor', 'acme-corp.sign-in.help', { atUs: lateUs }).type('password of the visitor')
  story.open('visitor', 'login.acme-corp.com', { atUs: lateUs + 60_000_000 }).type('password of the visitor')
  await using store = await story.store()
  const { findings } = await findReuse(store)
  expect(findings.map(({ home, other }) => [home.site, other.site])).toEqual([
    ['acme-corp.com', 'sign-in.help'],
  ])
  expect(termsOf(findings[0])).toMatchObject({ order: -12, 'then at home': 8, 'looks like another site': 24 })
})

test('several passwords of one user at one site are one finding', async () => {
  const story = createStory()
  usualDays(story)
  story.open('user-1', 'www.hobby.example', { atUs: dayUs }).type('a password for fun')
  story.open('user-1', 'acme-corp-login.example', { atUs: lateUs }).type(work)
  story.open('user-1', 'acme-corp-login.example', { atUs: lateUs + 60_000_000 }).type('a password for fun')
  await using store = await story.store()
  const { findings, total } = await findReuse(store)
  expect([total, findings.length, findings[0]?.texts]).toEqual([1, 1, 2])
  expect(termsOf(findings[0])).toMatchObject({ 'several passwords': 8 })
})

test('only what was typed since then, and no more than asked for', async () => {
  const story = createStory()
  usualDays(story)
  for (const [index, atUs] of [lateUs, lateUs + hourUs, lateUs + dayUs].entries())
    story.open(`user-${index}`, `unheard-${index}.example`, { atUs }).type(`password of user-${index}`)
  await using store = await story.store()
  expect(await findReuse(store, { top: 1 })).toMatchObject({ findings: [expect.anything()], total: 3 })
  expect((await findReuse(store, { sinceUs: startUs + lateUs + dayUs })).total).toBe(1)
})
