import { ipv4Shape, ipv6Shape, type Network } from './network.ts'
import type { QueryParameters } from './query-parameters.ts'

/** SQL for `isInNetwork`: the address as hex digits, as `addressKey` makes them, compared as text. */
export function compileNetwork(network: Network, expression: string, { bind }: QueryParameters): string {
  const isShort = network.first.length === 8
  const address = `regexp_replace(lower(${expression}), '^\\[(.*)\\]$', '\\1')`
  const shape = bind(isShort ? ipv4Shape : ipv6Shape)
  const key = isShort ? ipv4Key('a') : ipv6Key('a')
  const inside = `${key} BETWEEN ${bind(network.first)} AND ${bind(network.last)}`
  return `coalesce(list_bool_or(list_transform([${address}], lambda a: CASE WHEN regexp_matches(a, ${shape}) THEN ${inside} ELSE false END)), false)`
}

function ipv4Key(address: string): string {
  const hex = "printf('%02x', CAST(n AS INTEGER))"
  return `array_to_string(list_transform(string_split(${address}, '.'), lambda n: ${hex}), '')`
}

/** Groups before and after `::`, with zeros between them, four digits each. A wrong number of groups gives null. */
function ipv6Key(address: string): string {
  const groups = (part: number) =>
    `list_filter(string_split(split_part(${address}, '::', ${part}), ':'), lambda g: g <> '')`
  const given = `(len(${groups(1)}) + len(${groups(2)}))`
  const zeros = `list_resize(CAST([] AS VARCHAR[]), 8 - ${given}, '0')`
  const all = `list_concat(list_concat(${groups(1)}, ${zeros}), ${groups(2)})`
  const hex = `array_to_string(list_transform(${all}, lambda g: lpad(g, 4, '0')), '')`
  return `CASE WHEN ${given} = 8 AND NOT contains(${address}, '::') OR ${given} < 8 AND contains(${address}, '::') THEN ${hex} END`
}
