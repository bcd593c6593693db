const lowerBounds = [4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024]

/** The lower bound of the bucket that a number of characters falls into; above 1,024 the bounds double. */
export function lengthBucket(characters: number): number {
  if (characters >= 2048) return 2 ** Math.floor(Math.log2(characters))
  return lowerBounds.findLast(bound => bound <= characters) ?? 0
}
