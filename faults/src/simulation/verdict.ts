import {
  canonicalJson,
  createGapProof,
  createReader,
  type DeadLetterPosition,
  type StoredEvent,
} from '@weaklayer/wire'
import { idsOf } from './journal-watch.ts'
import { poison } from './network.ts'
import type { Oracle } from './oracle.ts'
import type { World } from './world.ts'

/** What is stored in the end, and what it says of the promises. */
interface Evidence {
  stored: StoredEvent[]
  letters: DeadLetterPosition[]
  /** Ids that are stored or in a dead letter. */
  delivered: Set<string>
}

/** Compares everything that was recorded with everything that is stored; adds to the oracle's violations. */
export function judge(world: World): void {
  const evidence = collect(world)
  judgeLedger(world, evidence)
  judgeStored(world, evidence)
  judgeProof(world, evidence)
  judgeCounts(world, evidence)
  judgeOrder(world)
}

function collect({ hosts, oracle }: World): Evidence {
  const evidence: Evidence = { stored: [], letters: [], delivered: new Set() }
  for (const { name, disk } of hosts) {
    for (const path of disk.files().filter(one => one.endsWith('.ndjson'))) {
      if (/\/\.[^/]*$/.test(path)) oracle.violated(`${name} left ${path} unfinished`)
      const text = disk.read(path)
      if (!text.endsWith('\n')) oracle.violated(`${name}: ${path} does not end with a line feed`)
      for (const line of text.split('\n').slice(0, -1)) takeLine(evidence, JSON.parse(line))
    }
  }
  return evidence
}

function takeLine(evidence: Evidence, line: Record<string, unknown>): void {
  if (line.event !== undefined) {
    const letter = line as unknown as DeadLetterPosition
    evidence.letters.push(letter)
    evidence.delivered.add(`${letter.event.epoch}/${letter.event.seq}`)
    return
  }
  const event = line as StoredEvent
  evidence.stored.push(event)
  if (event.epoch === undefined) return
  evidence.delivered.add(`${event.epoch}/${event.seq}`)
}

/**
 * What stored Dropped events name: also under an id that they had before, where a move took the numbers away. What a
 * lost one named is lost with it.
 */
function declaredIds({ ledger, lostWithStore }: Oracle, { delivered }: Evidence): Map<string, string> {
  const declared = new Map<string, string>()
  const arrived = new Set([...delivered, ...lostWithStore].map(id => ledger.get(id)?.root))
  for (const { event, root } of ledger.values()) {
    if (event.type !== 'Dropped' || !arrived.has(root)) continue
    for (const id of idsOf(event)) declared.set(id, String(event.reason))
  }
  return declared
}

/** Everything that was recorded is delivered or declared, under one of its ids; what was acknowledged is there. */
function judgeLedger({ oracle }: World, evidence: Evidence): void {
  const { ledger } = oracle
  const { delivered } = evidence
  const declared = declaredIds(oracle, evidence)
  const explained = new Set<string>()
  for (const { id, root } of ledger.values()) {
    const isThere =
      delivered.has(id) || declared.has(id) || oracle.lostWithStore.has(id) || oracle.unnamed.has(id)
    if (isThere) explained.add(root)
  }
  const missing = [...ledger.values()].filter(({ root }) => !explained.has(root))
  if (missing.length > 0)
    oracle.violated(`missing: ${missing.map(({ id, event }) => `${id} ${event.type}`).join(', ')}`)
  for (const id of oracle.acknowledged) {
    if (!delivered.has(id)) oracle.violated(`${id} was acknowledged and is not stored`)
  }
  judgeDeclared(oracle, declared)
}

function judgeDeclared({ ledger, violated }: Oracle, declared: Map<string, string>): void {
  for (const [id, reason] of declared) {
    const event = ledger.get(id)?.event
    if (event === undefined) violated(`${id} is declared dropped and was never recorded`)
    else if (reason === 'poison' && !JSON.stringify(event).includes(poison))
      violated(`${id} is declared poison and is none`)
  }
}

/** Stored fields are the recorded ones, and the reader makes one event of each id. */
function judgeStored({ oracle }: World, { stored, letters }: Evidence): void {
  const reader = createReader()
  for (const event of stored) {
    if (reader.read(event) === 'conflict')
      oracle.violated(`${event.epoch}/${event.seq} is stored with two contents`)
    const { sensor: _, group: __, received: ___, ...fields } = event
    if (event.epoch !== undefined) judgeFields(oracle, 'stored', fields)
  }
  for (const { event } of letters) judgeFields(oracle, 'kept as a dead letter', event)
}

function judgeFields({ ledger, violated }: Oracle, where: string, fields: DeadLetterPosition['event']): void {
  const id = `${fields.epoch}/${fields.seq}`
  const recorded = ledger.get(id)
  if (recorded === undefined) violated(`${id} is ${where} and was never recorded`)
  else if (
    JSON.stringify(fields) !== recorded.json &&
    canonicalJson(fields) !== canonicalJson(recorded.event)
  )
    violated(`${id} is ${where} with other fields than it was recorded with`)
}

/** What an analyst sees: every chain complete, nothing unexplained. */
function judgeProof({ oracle, browsers }: World, { stored, letters }: Evidence): void {
  const proof = createGapProof()
  for (const event of stored) proof.add(event)
  for (const letter of letters) proof.addDeadLetter(letter)
  for (const report of proof.report()) {
    const isExpected = report.complete || (browsers.length > 1 && report.clonedFrom.length > 0)
    const holes = report.epochs.filter(epoch => epoch.missing.length > 0)
    if (!isExpected || holes.length > 0 || report.conflicts.length > 0)
      oracle.violated(`the gap proof finds ${JSON.stringify({ ...report, epochs: holes })}`)
  }
}

/** Messages of frames are events, or counted among the dropped, or not wanted: exactly. */
function judgeCounts(world: World, { stored, letters, delivered }: Evidence): void {
  const { oracle, counts } = world
  let events = 0
  for (const { event } of oracle.ledger.values()) {
    if (event.was !== undefined) continue
    if (['Window', 'WindowLocation', 'TextInput'].includes(event.type)) events += 1
  }
  const consumed = oracle.watches.reduce((sum, watch) => sum + watch.consumed(), 0)
  const unnumbered = oracle.watches.reduce((sum, watch) => sum + watch.unnumbered(), 0)
  const unwanted = consumed - events - unnumbered
  if (unwanted < 0 || unwanted > oracle.unwanted)
    oracle.violated(
      `${consumed} messages made ${events} events, ${unnumbered} counted drops; ${oracle.unwanted} unwanted`,
    )
  judgeReports(world)
  countEvents(world, letters.length)
  counts.add('events.delivered', delivered.size)
  counts.add(
    'events.doubled in transport',
    stored.length - new Set(stored.map(one => `${one.epoch}/${one.seq}`)).size,
  )
}

/** Dropped events count exactly what was given up; a lost store takes counts with it, and a copy repeats them. */
function judgeReports({ oracle, browsers }: World): void {
  if (browsers.length > 1 || oracle.storesLost > 0) return
  const givenUp = oracle.watches.reduce((sum, watch) => sum + watch.givenUp() + watch.unnumbered(), 0)
  const reported = [...oracle.ledger.values()]
    .filter(({ id, root, event }) => id === root && event.type === 'Dropped')
    .reduce((sum, { event }) => sum + Number(event.count), 0)
  if (reported !== givenUp) oracle.violated(`${givenUp} were given up, and ${reported} are reported`)
}

function countEvents({ oracle, counts }: World, deadLettered: number): void {
  counts.add('events.recorded', oracle.ledger.size)
  counts.add('events.dead letter', deadLettered)
  for (const { id, root, event, json } of oracle.ledger.values()) {
    if (json.includes(poison)) counts.add('events.poison')
    if (id !== root) counts.add('events.moved')
    if (event.type === 'Dropped') counts.add(`events.dropped ${event.reason}`, Number(event.count))
  }
  counts.add('events.lost with the store', oracle.lostWithStore.size)
}

/** Addresses of a page carry its count: each is recorded once, and in the order in which it was told. */
function judgeOrder({ oracle }: World): void {
  const last = new Map<string, number>()
  for (const { id, root, event } of oracle.ledger.values()) {
    const [, page, count] = /^\/(?:p|poison)\/(browser-\d+-\d+)\/(\d+)/.exec(String(event.path)) ?? []
    if (page === undefined || id !== root) continue
    if (Number(count) <= (last.get(page) ?? 0))
      oracle.violated(`${id} is recorded again, or too late: ${event.path}`)
    last.set(page, Number(count))
  }
}
