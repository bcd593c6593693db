import { openStore } from '@weaklayer/review'
import type { Asked, AskPlan } from './asked.ts'
import { questionFacts, questionsOf } from './questions.ts'

/** Asks a store questions in a process of its own: `node ask-process.ts PLAN FACTS`. Prints its times as JSON. */
const plan = JSON.parse(process.argv[2] ?? '') as AskPlan
const facts = process.argv[3]
const beganMs = performance.now()
const store = await openStore(plan.directory)
const openMs = performance.now() - beganMs
const questions = questionsOf(
  facts === undefined ? await questionFacts(store) : JSON.parse(facts),
  plan.events,
)
const asked: Asked = { openMs, times: {}, peakMiB: 0 }
for (const [place, { ask }] of questions.entries()) {
  if (plan.only?.includes(place) === false) continue
  const times: number[] = []
  for (let round = 0; round < plan.rounds; round++) {
    const startMs = performance.now()
    await ask(store)
    times.push(performance.now() - startMs)
  }
  asked.times[place] = times
}
await store.close()
asked.peakMiB = Math.round(process.resourceUsage().maxRSS / 1024)
console.log(JSON.stringify(asked))
