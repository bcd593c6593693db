/** Why packages were not made or not published, with what the reader should do. All of them are in docs/errors.md. */
export const packageErrors = {
  SIGNING_KEY_UNREADABLE:
    'Give `--key` a PEM file with an unencrypted RSA private key, or make one with `--new-key FILE`.',
  SIGNING_KEY_UNSUITABLE: 'Give `--key` an RSA key of 2048 bits, or make one with `--new-key FILE`.',
  SIGNING_KEY_EXISTS: 'Use it with `--key FILE`, or name a file that does not exist yet.',
  SIGNING_KEY_EXPOSED: 'Keep the key elsewhere: everything in that folder is given away.',
  SIGNED_XPI_WRONG:
    'Give `--signed-xpi` the file that Mozilla signed of the XPI that this same command made without it.',
  PUBLISHED_UNREADABLE: 'Correct or remove the manifest; then publish again.',
  PUBLISHED_NEWER:
    'Browsers install no lower version. To go back, package the old code under a higher version: `--version`.',
  PUBLISHED_DIFFERS:
    'Browsers that have this version would never get it. Publish under a higher version: `--version`.',
  PUBLISHED_OTHER_ID:
    'Sign with the key of what is published. Only if every policy names the new id too: `--allow-new-id`.',
  PUBLISHED_NEEDS_KEY: 'Give `--key FILE`; without it Chrome, Edge and Chromium would stay behind.',
  PUBLISHED_IN_USE:
    'Wait until the other one has ended. If there is none, remove the file that the message names.',
} as const

export type PackageErrorCode = keyof typeof packageErrors

/** A refusal: `message` says what failed and what was expected, `todo` what to do. */
export interface PackageError extends Error {
  code: PackageErrorCode
  todo: string
}

export function packageError(code: PackageErrorCode, message: string, cause?: unknown): PackageError {
  return Object.assign(new Error(message, { cause }), { code, todo: packageErrors[code] })
}
