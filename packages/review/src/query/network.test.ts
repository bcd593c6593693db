import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Duck, openDuck } from '../duck/duck.ts'
import { compileNetwork } from './compile-network.ts'
import { isInNetwork, networkOf } from './network.ts'
import { createParameters } from './query-parameters.ts'

let duck: Duck
beforeAll(async () => {
  duck = await openDuck({ threads: 1 })
})
afterAll(() => duck.close())

describe('an address is in a network', () => {
  test.each<[string, string, boolean]>([
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.4', '10.1.2.3', false],
    ['10.1.2.3', '0.0.0.0/0', true],
    ['10.1.2.255', '10.1.2.128/25', true],
    ['10.1.2.127', '10.1.2.128/25', false],
    ['010.1.2.3', '10.0.0.0/8', false],
    ['10.1.2', '10.0.0.0/8', false],
    ['0x0a.1.2.3', '10.0.0.0/8', false],
    ['10.1.2.3.', '10.0.0.0/8', false],
    ['10.1.2.3\n', '10.0.0.0/8', false],
    ['10.1.2.256', '10.0.0.0/8', false],
    ['2001:db8::1', '2001:db8::/32', true],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1', true],
    ['[2001:db8::1]', '2001:db8::/32', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['::', '::/0', true],
    ['::1', '::/127', true],
    ['::2', '::/127', false],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0', true],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8', true],
    ['1:2:3:4:5:6:7:8:9', '::/0', false],
    ['1:2:3:4:5:6:7', '::/0', false],
    ['1::2::3', '::/0', false],
    ['1:2:3:4::5:6:7:8', '::/0', false],
    [':1:2:3:4:5:6:7', '::/0', false],
    ['2001:db8::1', '0.0.0.0/0', false],
    ['10.1.2.3', '::/0', false],
    ['', '::/0', false],
    ['www.example.com', '10.0.0.0/8', false],
  ])('%s in %s: %s', async (address, network, inside) => {
    const range = networkOf(network)
    if (range === undefined) throw new Error('no network')
    expect(isInNetwork(address, range)).toBe(inside)
    const parameters = createParameters()
    const sql = compileNetwork(range, '"value"', parameters)
    const rows = await duck.rows(`SELECT ${sql} AS inside FROM (SELECT CAST($value AS VARCHAR) AS "value")`, {
      ...parameters.values,
      value: address,
    })
    expect(rows).toEqual([{ inside }])
  })
})

test.each([
  '10.0.0.0/33',
  '::/129',
  '10.0.0/8',
  'example.com',
  '10.0.0.0/',
  '/8',
  '',
  '10.0.0.0/8/8',
  '10.0.0.0/-1',
])('%s is no network', text => {
  expect(networkOf(text)).toBeUndefined()
})
