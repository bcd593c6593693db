/** Text of the worst bodies that the default limits allow: 4 MiB, 200,000 values, 1,000 events, 64 KiB an event. */
export const worstBodies: Record<string, () => string> = {
  '1,000 events of 4 KiB': () => batch(1000, seq => event(seq, { text: wordy(4000) })),
  '1,000 events, 190 new keys each': () => batch(1000, seq => event(seq, keys(190, `${seq}_`))),
  '1,000 refused events, 190 new keys each': () =>
    batch(1000, seq => ({ ...event(seq, keys(190, `${seq}_`)), time: 0 })),
  '60 events of 64 KiB': () => batch(60, seq => event(seq, texts(8, 8000))),
  '60 events of 64 KiB in short keys': () => batch(60, seq => event(seq, keys(3300, `${seq}_abcdefgh`))),
  '20 events of 200 KiB, too large': () => batch(20, seq => event(seq, keys(9900, `${seq}_abcdefgh`))),
  'events of 200 KiB that name a sensor': () =>
    batch(20, seq => event(seq, { ...keys(9900, `${seq}_abcdefgh`), sensor: 'x' })),
  '200,000 numbers': () =>
    batch(100, seq =>
      event(seq, {
        list: Array.from({ length: 1990 }, (_, index) => 1234567.890123 + ((seq * index) % 997)),
      }),
    ),
  '200,000 empty objects': () =>
    batch(40, seq => event(seq, { list: Array(4900).fill({}), text: wordy(8000) })),
  '100,000 objects with a new key': () =>
    batch(40, seq =>
      event(seq, { list: Array.from({ length: 2400 }, (_, index) => ({ [`${seq}_${index}`]: {} })) }),
    ),
  '4 MiB of spaces in front': () => batch(20, seq => event(seq, { text: wordy(8000) })).padStart(4_190_000),
  'one event of 3 MiB': () => batch(1, seq => event(seq, keys(150_000, 'abcdefgh'))),
}

type Fields = Record<string, unknown>

let epochs = 0

function batch(count: number, make: (seq: number) => Fields): string {
  const epoch = (++epochs).toString(16).padStart(16, '0')
  return JSON.stringify(Array.from({ length: count }, (_, index) => ({ ...make(index + 1), epoch })))
}

function event(seq: number, fields: Fields): Fields {
  return { type: 'Note', time: 1_763_760_000_000_000 + seq, seq, ...fields }
}

function keys(count: number, prefix: string): Fields {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${prefix}${index.toString(36)}`, 0]),
  )
}

function texts(count: number, length: number): Fields {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`text${index}`, wordy(length)]))
}

/** Text that gzip makes neither too small for the limit of the ratio nor too large for that of the body. */
function wordy(length: number): string {
  const words = Array.from({ length: Math.ceil(length / 25) }, () => {
    const number = Math.floor(Math.random() * 1e6)
    return `word of the text ${number} `
  })
  return words.join('').slice(0, length)
}
