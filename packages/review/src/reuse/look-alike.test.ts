import { expect, test } from 'vitest'
import { createLikenessFinder, editDistance } from './look-alike.ts'

const lookAlike = createLikenessFinder().find

test.each([
  ['acme.co', 'acme.com', 'other ending', 0.5],
  ['login.acrne.com', 'acme.com', 'lookalike letters', 1],
  ['contos0.com', 'contoso.com', 'lookalike letters', 1],
  ['xn--80ak6aa92e.com', 'apple.com', 'lookalike letters', 1],
  ['acme.com.sign-in.help', 'acme.com', 'carries its address', 1],
  ['acme-com.sign-in.help', 'acme.com', 'carries its address', 1],
  ['contosso.com', 'contoso.com', 'near spelling', 0.9],
  ['paypla.com', 'paypal.com', 'near spelling', 0.9],
  ['contoso-login.help', 'contoso.com', 'carries its name', 0.8],
  ['acme-corp.sign-in.help', 'acme-corp.com', 'carries its name', 0.8],
  ['mycontosobank.help', 'contoso.com', 'carries its name', 0.6],
])('%s looks like %s: %s', (host, site, ...[kind, strength]) => {
  expect(lookAlike(host, [site])).toEqual({ site, kind, strength })
})

test.each([
  ['www.example.org', 'contoso.com'],
  ['login.contoso.com', 'contoso.com'],
  ['portal.other.example', 'portal.com'],
  ['shop-online.example', 'online.com'],
  ['10.0.0.1', 'contoso.com'],
  ['contoso.com', '10.0.0.1'],
  ['bat.com', 'cat.com'],
  ['www.newtool.example', 'example.com'],
  ['intranet', 'contoso.com'],
])('%s does not look like %s', (host, site) => {
  expect(lookAlike(host, [site])).toBeUndefined()
})

test('the strongest likeness of several counts', () => {
  expect(lookAlike('contoso-login.net', ['toso.com', 'contoso-login.com', 'contoso.com'])?.site).toBe(
    'contoso.com',
  )
})

test.each([
  ['', '', 0],
  ['abc', 'abc', 0],
  ['abc', 'acb', 1],
  ['abc', 'abcd', 1],
  ['abcdef', 'abXdeY', 2],
  ['abcdef', 'uvwxyz', 3],
  ['abc', 'abcdefgh', 3],
])('from %s to %s it takes %d changes, counted up to two', (one, two, distance) => {
  expect(editDistance(one, two, 2)).toBe(distance)
  expect(editDistance(two, one, 2)).toBe(distance)
})
