import {
  createBatchSorter,
  createKnownShapes,
  type KnownShapes,
  parseArray,
} from '@weaklayer/gateway/surfaces'
import type { Target } from '../target.ts'

const limits = { values: 2000, depth: 8, elements: 100, elementBytes: 65_536 }
const eventLimits = { eventBytes: 4096, stringLength: 4096 }
const origin = {
  sensor: '2f0c6ed5-9a37-8f51-9c7b-3a8f6f0f5a10',
  group: '68886d61-572b-41a5-8edd-93a564fb5ba3',
  receivedUs: 1_763_760_000_000_002,
}

const note = '{"type":"Note","time":1763760000000001,"epoch":"0123456789abcdef","seq":1,"text":"x"}'
const window =
  '{"type":"Window","isTopLevelWindow":true,"topLevelWindowReference":1,"time":2,"epoch":"0123456789abcdef","seq":2,"tab":3,"frame":0}'

/** Batches are sorted by the shapes of all that came before, and once more by none. */
export const shapes: Target = {
  name: 'known-shapes',
  share: 5,
  corpus: [`[${note}]`, `[${note},${window}]`, `[${note.replace('"x"', '"a\\"b\\nc},{é"')}]`],
  async open() {
    const known = createKnownShapes()
    return {
      run: async input =>
        (await outcomeOf(input, known)) === (await outcomeOf(input, createKnownShapes()))
          ? undefined
          : 'a batch is sorted in another way once its shapes are known',
    }
  },
}

async function outcomeOf(input: Buffer, known: KnownShapes): Promise<string> {
  const parsing = { limits, breathe: async () => undefined }
  const sorter = createBatchSorter({ origin, limits: eventLimits, shapes: known, since: () => [], parsing })
  const parsed = await parseArray(input, { ...parsing, taker: sorter })
  if (parsed.status !== 'ok') return parsed.status
  const outcome = sorter.end()
  return JSON.stringify(outcome)
}
