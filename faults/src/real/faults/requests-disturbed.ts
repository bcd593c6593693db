import type { FrontRequest } from '../../laboratory/front.ts'
import type { Fault } from '../fault.ts'
import { proxyFault } from './proxy-fault.ts'

const isStored = ({ answers }: FrontRequest) => answers.some(({ status }) => status === 200)
const rounds = { short: 3, long: 60 }

/** Uploads and their answers lost, torn, delayed, doubled and overtaken on the way. */
export const requestsDisturbed: Fault[] = [
  proxyFault({
    name: 'answer-lost',
    title: 'answer lost after the commit',
    rounds,
    behave: () => 'lose',
    happened: isStored,
  }),
  proxyFault({
    name: 'enrolment-lost',
    title: 'answer to an enrolment lost',
    rounds: { short: 3, long: 12 },
    concerns: ({ path }) => path === '/install',
    share: 1,
    behave: () => 'lose',
    happened: isStored,
  }),
  proxyFault({
    name: 'request-cut',
    title: 'request cut before the gateway',
    rounds,
    behave: () => 'cut',
    happened: ({ answers }) => answers.length === 0,
  }),
  proxyFault({
    name: 'request-torn',
    title: 'request cut in the middle of its body',
    rounds,
    behave: () => 'tear',
    happened: ({ answers, body }) => answers.length === 0 && body.length > 1,
  }),
  proxyFault({
    name: 'request-delayed',
    title: 'request delayed',
    rounds,
    behave: (_, __, random) => ({ delayMs: 20 + Math.floor(random.fraction() * 300) }),
    happened: isStored,
  }),
  proxyFault({
    name: 'request-doubled',
    title: 'request arrives twice at once',
    rounds,
    behave: () => 'double',
    happened: ({ answers }) => answers.filter(({ status }) => status === 200).length === 2,
  }),
  proxyFault({
    name: 'request-overtaken',
    title: 'request overtaken by its retry through another gateway',
    rounds,
    gateways: 2,
    behave: (_, __, random) => ({ lateMs: 100 + Math.floor(random.fraction() * 400) }),
    happened: (late, front) => {
      const arrivedMs = late.answers[0]?.atMs ?? Number.NEGATIVE_INFINITY
      return front.requests.some(
        other =>
          other !== late &&
          isStored(other) &&
          isStored(late) &&
          (other.answers[0]?.atMs ?? arrivedMs) < arrivedMs &&
          other.body.equals(late.body),
      )
    },
  }),
]
