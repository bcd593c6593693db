import type { StoredEvent } from '@weaklayer/wire'
import { type BoundedMap, createBoundedMap } from './bounded-map.ts'

/** Where something happened. */
export interface Place {
  hostname: string
  path: string
}

/** Remembers the addresses of frames, so that events that only refer to one can be placed. */
export interface PlaceMemory {
  /** The place of an event; give it every event, in the order of the files. undefined where it is not known. */
  placeOf(event: StoredEvent): Place | undefined
}

/** Enough for a browser with hundreds of tabs. */
const placesPerSensor = 512
const mostSensors = 2048

interface SensorPlaces {
  byLocation: BoundedMap<number, Place>
  byWindow: BoundedMap<number, Place>
}

export function createPlaceMemory(): PlaceMemory {
  const sensors = createBoundedMap<string, SensorPlaces>(mostSensors)
  return {
    placeOf(event) {
      const place = ownPlace(event)
      if (place === undefined) return referredPlace(event, sensors.get(event.sensor))
      const places = sensors.get(event.sensor) ?? {
        byLocation: createBoundedMap<number, Place>(placesPerSensor),
        byWindow: createBoundedMap<number, Place>(placesPerSensor),
      }
      sensors.set(event.sensor, places)
      places.byLocation.set(event.time, place)
      if (event.windowReference !== undefined) places.byWindow.set(event.windowReference, place)
      return place
    },
  }
}

function ownPlace(event: StoredEvent): Place | undefined {
  const { hostname, path } = event
  if (typeof hostname !== 'string') return undefined
  return { hostname, path: typeof path === 'string' ? path : '' }
}

function referredPlace(event: StoredEvent, places: SensorPlaces | undefined): Place | undefined {
  const { windowLocationReference, windowReference } = event
  if (windowLocationReference !== undefined) return places?.byLocation.get(windowLocationReference)
  return windowReference === undefined ? undefined : places?.byWindow.get(windowReference)
}
