const lowerBounds = [4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024]

/** What `textLength` is by default: the lower bound of the bucket of a length, as sensors count. */
export function lengthBucket(characters: number): number {
  return lowerBounds.findLast(bound => bound <= characters) ?? 0
}
