import type { GatewayAnswer, GatewayRequest } from '@weaklayer/extension/testing'
import inject from 'light-my-request'
import { type Process, runAs } from './process.ts'

/** Gives a request to the gateway that runs as this process; never resolves when it dies over it. */
export function exchange(
  process: Process,
  request: GatewayRequest,
  cutAfter?: number,
): Promise<GatewayAnswer> {
  const { listener } = process
  if (listener === undefined) return Promise.resolve({ status: 'failed', reason: 'network' })
  const { promise, resolve } = Promise.withResolvers<GatewayAnswer>()
  const whole = request.body === undefined ? undefined : Buffer.from(request.body)
  const isCut = cutAfter !== undefined && whole !== undefined
  const headers = {
    ...request.headers,
    'user-agent': 'Simulation',
    'content-length': String(whole?.length ?? 0),
  }
  const options: inject.InjectOptions = {
    method: request.method,
    url: request.url,
    headers,
    ...(whole === undefined ? {} : { payload: isCut ? whole.subarray(0, cutAfter) : whole }),
    ...(isCut ? { simulate: { end: false, split: false, error: false, close: true } } : {}),
  }
  runAs(process, () =>
    inject(listener as inject.DispatchFunc, options, (_error, response) => {
      if (response !== undefined) resolve(answerOf(response))
    }),
  )
  return promise
}

function answerOf(response: inject.Response): GatewayAnswer {
  const retryAfter = response.headers['retry-after']
  const { date } = response.headers
  return {
    status: 'answered',
    http: response.statusCode,
    body: response.payload,
    ...(retryAfter === undefined ? {} : { retryAfter: String(retryAfter) }),
    ...(date === undefined ? {} : { date: String(date) }),
  }
}
