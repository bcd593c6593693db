import { expect, test } from 'vitest'
import { heldEvents, newDelivery } from './delivery-record.ts'

const inFlight = { epochIndex: 2, epoch: '00112233445566aa', from: 5, to: 9 }
const searching = (suspect: { epochIndex: number; to: number }) => ({
  ...newDelivery(),
  bisection: { suspect },
})

test.each([
  { what: 'nothing before anything was sent', delivery: undefined, held: undefined },
  { what: 'nothing while nothing is sent', delivery: newDelivery(), held: undefined },
  { what: 'what is on its way', delivery: { ...newDelivery(), inFlight }, held: inFlight },
  {
    what: 'the run in which an event is searched',
    delivery: searching({ epochIndex: 2, to: 12 }),
    held: { epochIndex: 2, from: 0, to: 12 },
  },
  {
    what: 'that run, also while a part of it is on its way',
    delivery: { ...searching({ epochIndex: 2, to: 12 }), inFlight },
    held: { epochIndex: 2, from: 0, to: 12 },
  },
  {
    what: 'what is on its way, once the run is empty and another epoch is sent',
    delivery: { ...searching({ epochIndex: 1, to: 12 }), inFlight },
    held: inFlight,
  },
])('a full store does not give up $what', ({ delivery, held }) => {
  expect(heldEvents(delivery)).toEqual(held)
})
