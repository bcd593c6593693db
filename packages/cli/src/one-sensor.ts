import { type Store, whichSensors } from '@weaklayer/review'
import { plainText } from '@weaklayer/review/plain-text'
import { failure, wrongCall } from './cli-error.ts'

/** The id of the one sensor that a word means. */
export async function oneSensor(store: Store, word: string): Promise<string> {
  const [first, ...others] = await whichSensors(store, word)
  if (first === undefined)
    throw failure(
      'SENSOR_UNKNOWN',
      `no sensor of the store is ${plainText(word, 100)}`,
      '`weaklayer sensors` lists them. A word is a whole label, device or user, or how a sensor id begins (from 4 characters).',
    )
  if (others.length === 0 || first.sensor === word) return first.sensor
  const ids = [first, ...others].slice(0, 5).map(({ sensor }) => plainText(sensor, 36))
  throw wrongCall(
    `${plainText(word, 100)} means ${others.length + 1} sensors`,
    `Name one of them: ${ids.join(', ')}${others.length > 4 ? ' …' : ''}`,
  )
}
