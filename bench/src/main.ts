import { parseArgs } from 'node:util'
import { benchAbuse } from './abuse/bench-abuse.ts'
import { benchAudit } from './audit/bench-audit.ts'
import { benchGateway } from './gateway/bench-gateway.ts'
import { benchGatewayBlocking } from './gateway-blocking/bench-gateway-blocking.ts'
import { benchInstall } from './install/bench-install.ts'
import type { BenchmarkOptions } from './options.ts'
import { benchPage } from './page/bench-page.ts'
import { formatTable, judged, type Row } from './report.ts'
import { benchReuse } from './review/bench-reuse.ts'
import { benchReview } from './review/bench-review.ts'
import { benchVerify } from './verify/bench-verify.ts'
import { benchWorkerStart } from './worker-start/bench-worker-start.ts'

interface Benchmark {
  about: string
  run: (options: BenchmarkOptions) => Promise<Row[]>
}

const benchmarks: Record<string, Benchmark> = {
  abuse: {
    about: 'attacks beside good traffic: answers, memory, p99 of the good (--seconds 4 --only ATTACK)',
    run: benchAbuse,
  },
  audit: {
    about: 'what the audit log costs an install (--rounds 5)',
    run: benchAudit,
  },
  gateway: {
    about: 'events a second and processor time, beside bare servers (--rounds 3 --seconds 4 --only SCENE)',
    run: benchGateway,
  },
  'gateway-blocking': {
    about: 'how long the worst legal bodies keep the gateway from everybody else (--rounds 3)',
    run: benchGatewayBlocking,
  },
  install: {
    about: 'enrolments a second, and what a wrong key costs (--rounds 3 --seconds 4)',
    run: benchInstall,
  },
  page: {
    about: 'cost of the sensor to a page: script time, key presses, wake-ups (--rounds 10 --idle-minutes 10)',
    run: benchPage,
  },
  review: {
    about:
      'how quickly a store answers, cold, warm and while events come in (--events 10000000 --rounds 21 --seconds 20 --only ingestion)',
    run: benchReview,
  },
  reuse: {
    about:
      'where planted thefts of passwords rank among benign reuse, and how fast (--rounds 5 --seed 1,2,3)',
    run: benchReuse,
  },
  verify: {
    about: 'how long `weaklayer verify` takes (--events 10000000 --rounds 1)',
    run: benchVerify,
  },
  'worker-start': {
    about: "how long the sensor's worker takes to start and answer (--rounds 5)",
    run: benchWorkerStart,
  },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean' },
    rounds: { type: 'string' },
    'idle-minutes': { type: 'string' },
    events: { type: 'string' },
    only: { type: 'string' },
    seconds: { type: 'string' },
    seed: { type: 'string' },
  },
})
const name = positionals[0] ?? ''
const benchmark = benchmarks[name]
if (benchmark === undefined) {
  for (const [known, { about }] of Object.entries(benchmarks))
    console.log(`npm run bench -- ${known}    ${about}`)
  process.exitCode = name === '' ? 0 : 2
} else {
  const rows = (await benchmark.run(values)).map(judged)
  console.log(values.json ? JSON.stringify({ rows }) : formatTable(`bench ${name}`, rows))
}
