import type { CodeMeaning } from './doctor-codes.ts'

/** What can be wrong with what the browser installs. */
export const packageCodes = {
  UPDATE_UNREACHABLE: {
    level: 'problem',
    check: 'package',
    why: 'The browser installs nothing and tries again without a word.',
    todo: 'Check the address, and that the server publishes the file there.',
  },
  UPDATE_HTTP: {
    level: 'warning',
    check: 'package',
    why: 'Somebody on the way could hold back updates, and give Firefox an older or another package.',
    todo: 'Serve packages over https.',
  },
  UPDATE_MANIFEST_INVALID: {
    level: 'problem',
    check: 'package',
    why: 'The browser finds nothing to install in it, and does not say so.',
    todo: 'Publish the file again with `weaklayer package --publish`.',
  },
  UPDATE_WITHOUT_ID: {
    level: 'problem',
    check: 'package',
    why: 'The browser takes only the entry with the id of the policy.',
    todo: 'Use the id of ids.json in the policy, or publish the package with that id.',
  },
  UPDATES_STOP: {
    level: 'warning',
    check: 'package',
    why: 'The sensor is installed, but never updated: browsers ask for updates where the manifest of the package says.',
    todo: 'Set override_update_url in ExtensionSettings (Chromium), or package with --update-url.',
  },
  PACKAGE_INVALID: {
    level: 'problem',
    check: 'package',
    why: 'The browser refuses it.',
    todo: 'Publish the package again with `weaklayer package --publish`.',
  },
  PACKAGE_SIGNATURE_WRONG: {
    level: 'problem',
    check: 'package',
    why: 'The browser refuses it: it was changed after it was signed, or the upload broke it.',
    todo: 'Publish the package again with `weaklayer package --publish`.',
  },
  PACKAGE_ID_WRONG: {
    level: 'problem',
    check: 'package',
    why: 'The browser refuses a package with another id than the policy names. The id comes from the key that signed it.',
    todo: 'Use the id of ids.json in the policy, or sign the package with the key of that id.',
  },
  PACKAGE_OLD: {
    level: 'problem',
    check: 'package',
    why: 'Browsers stay at an older version, and refuse a package that is older than its manifest says.',
    todo: 'Publish the package of the expected version with `weaklayer package --publish`.',
  },
  PACKAGE_VERSION_WRONG: {
    level: 'problem',
    check: 'package',
    why: 'Browsers refuse a package whose version is not the one that the update manifest names.',
    todo: 'Publish package and update manifest together with `weaklayer package --publish`.',
  },
  PACKAGE_HASH_WRONG: {
    level: 'problem',
    check: 'package',
    why: 'The browser refuses the package: it is not the one that the update manifest is for.',
    todo: 'Publish package and update manifest together with `weaklayer package --publish`.',
  },
  PACKAGE_UNSIGNED: {
    level: 'warning',
    check: 'package',
    why: 'Firefox release takes only add-ons that Mozilla signed; ESR can switch that off by policy.',
    todo: 'Let Mozilla sign the XPI (unlisted), or lock Preferences xpinstall.signatures.required to false for ESR.',
  },
} as const satisfies Record<string, CodeMeaning>
