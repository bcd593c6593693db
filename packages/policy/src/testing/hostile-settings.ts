import fc from 'fast-check'

/** What some reader treats in a special way: XML, JSON, .reg, PowerShell, cmd, Jamf, Intune. */
const nasty = [
  '"',
  "'",
  "'@",
  "\n'@\n",
  '\\',
  '\\\\',
  '\\"',
  '<',
  '>',
  '&',
  '&amp;',
  ']]>',
  '<!--',
  '%PATH%',
  '$USERNAME',
  '$(calc)',
  '`n',
  '{{serialnumber}}',
  '\t',
  '\n',
  '\r\n',
  ' ',
  '  ',
  ';',
  '[-HKEY_LOCAL_MACHINE]',
  '=-',
  'ü',
  '日本',
  '😀',
  '\u202e',
  '\u2028',
  '\u0085',
  'true',
  '1',
  'null',
  '</string>',
]

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are refused before a file is written.
const refused = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

const hostileText = (maxLength: number, minLength = 0) =>
  fc
    .array(fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 6 })
    .map(parts => parts.join('').slice(0, maxLength))
    .filter(text => text.length >= minLength && !refused.test(text) && text.isWellFormed())

const hosts = fc.array(
  fc.constantFrom('example.com', '*.intern.example', 'örtlich.example', "o'neil.example", 'a&b.example'),
  {
    maxLength: 4,
  },
)

/** Settings that are valid, with texts that break careless writers. */
export const hostileSettings = fc.record(
  {
    device: hostileText(1024),
    user: hostileText(1024),
    capture: fc.constantFrom('minimal', 'standard', 'full'),
    disabledEvents: fc.array(hostileText(64), { maxLength: 3 }),
    text: fc.record(
      { scope: fc.constantFrom('all', 'fields', 'password', 'off'), exactLength: fc.boolean() },
      { requiredKeys: [] },
    ),
    urls: fc.record(
      { detail: fc.constantFrom('host', 'redacted', 'full'), fullHosts: hosts, hostOnlyHosts: hosts },
      { requiredKeys: [] },
    ),
    excludedHosts: hosts,
    includedHosts: hosts,
    incognito: fc.boolean(),
    buffer: fc.record(
      {
        maxBytes: fc.integer({ min: 1_048_576, max: 67_108_864 }),
        maxEvents: fc.integer({ min: 1000, max: 200_000 }),
        durability: fc.constantFrom('strict', 'relaxed'),
      },
      { requiredKeys: [] },
    ),
    flushIntervalMs: fc.integer({ min: 500, max: 600_000 }),
    notice: fc.record({ text: hostileText(2000), contact: hostileText(320) }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
)

export const hostileLabel = hostileText(1024, 1)
/** Microseconds do not fit into 32 bits. */
export const keyEnds = fc.option(fc.integer({ min: 1_700_000_000_000_000, max: 9_000_000_000_000_000 }), {
  nil: undefined,
})
