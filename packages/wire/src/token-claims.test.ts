import { expect, test } from 'vitest'
import { tokenClaims } from './token-claims.ts'

const claims = {
  group: '68886d61-572b-41a5-8edd-93a564fb5ba3',
  sensor: 'a3bb189e-8bf9-8888-9912-ace4e6543002',
  iat: 1_763_760_000,
  nbf: 1_763_760_000,
  exp: 1_766_179_200,
}

const accepted = [
  ['our own', { ...claims, cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } }],
  ["the first Weaklayer's", claims],
  ['without nbf', { ...claims, nbf: undefined }],
  ['with a claim of a newer gateway', { ...claims, fromTheFuture: 1 }],
] as const

test.each(accepted)('claims are accepted: %s', (_what, value) => {
  expect(tokenClaims.parse(value)).toEqual(value)
})

const refused = [
  ['exp', { ...claims, exp: undefined }],
  ['exp', { ...claims, exp: '1766179200' }],
  ['iat', { ...claims, iat: -1 }],
  ['group', { ...claims, group: '../../etc' }],
  ['sensor', { ...claims, sensor: claims.sensor.toUpperCase() }],
  ['cnf.jkt', { ...claims, cnf: {} }],
] as const

test.each(refused)('claims with a bad %s are refused', (path, value) => {
  expect(tokenClaims.safeParse(value).error?.issues.map(issue => issue.path.join('.'))).toEqual([path])
})
