import type { CodeMeaning } from './doctor-codes.ts'

/** What can be wrong with a policy file by itself. */
export const policyCodes = {
  POLICY_UNREADABLE: {
    level: 'problem',
    check: 'policy',
    why: 'A browser applies nothing of a file that it cannot read, and does not say so.',
    todo: 'Correct the file at that place.',
  },
  POLICY_NOT_STRICT: {
    level: 'warning',
    check: 'policy',
    why: 'Chromium forgives it in a managed file; other browsers and tools ignore the whole file.',
    todo: 'Make it strict JSON.',
  },
  POLICY_KEY_TWICE: {
    level: 'problem',
    check: 'policy',
    why: 'Of a key that is there twice only the last one counts; the other is ignored without a word.',
    todo: 'Keep one of them, with the contents of both.',
  },
  POLICY_UNKNOWN_FORM: {
    level: 'problem',
    check: 'policy',
    why: 'A file without policies for the sensor installs and configures nothing.',
    todo: 'Name a file that `weaklayer policy` wrote: managed JSON, policies.json, Google Admin JSON, a .reg export, a .mobileconfig, or the configuration of a sensor.',
  },
  POLICY_NAME_MISTYPED: {
    level: 'problem',
    check: 'policy',
    why: 'Browsers drop a policy whose name they do not know, without a word. Capitals count.',
    todo: 'Correct the name.',
  },
  POLICY_WRAPPED_WRONG: {
    level: 'problem',
    check: 'policy',
    why: 'The Google Admin console takes each top-level key as {"Value": …}, once. Others do not reach the sensor.',
    todo: 'Wrap each top-level key once, or write the file with `weaklayer policy --target google-admin`.',
  },
  POLICY_OF_USER: {
    level: 'warning',
    check: 'policy',
    why: 'A policy of the machine replaces one of the user without a word.',
    todo: 'Write it below HKEY_LOCAL_MACHINE.',
  },
  VALUES_MISSING: {
    level: 'problem',
    check: 'values',
    why: 'A sensor without managed values records, but sends nothing.',
    todo: 'Add the values of the sensor under its id, with api, installKey and label.',
  },
  VALUE_INVALID: {
    level: 'problem',
    check: 'values',
    why: 'A value that is none is dropped without a word, by the browser or by the sensor.',
    todo: 'Correct the value.',
  },
  VALUE_UNKNOWN: {
    level: 'problem',
    check: 'values',
    why: 'A browser drops a key that the extension does not know, without a word.',
    todo: 'Remove it.',
  },
  VARIABLE_VERBATIM: {
    level: 'warning',
    check: 'values',
    why: 'No browser fills in variables: each sensor would report this text as its device or user.',
    todo: 'Let the management tool fill it in, or leave the key out.',
  },
  KEY_EXAMPLE: {
    level: 'problem',
    check: 'key',
    why: 'Everybody can read that install key in the documentation, and enrol with it.',
    todo: 'Make a real one with `weaklayer key`, and give its verifier to the gateway.',
  },
  KEY_ENDED: {
    level: 'problem',
    check: 'key',
    why: 'No new sensor can enrol with an install key that has ended.',
    todo: 'Make another key for the group with `weaklayer key --group`, and roll it out.',
  },
  KEY_ENDS_SOON: {
    level: 'warning',
    check: 'key',
    why: 'After that no new sensor can enrol.',
    todo: 'Make another key for the group with `weaklayer key --group`, and roll it out.',
  },
  ID_INVALID: {
    level: 'problem',
    check: 'install',
    why: 'The browser ignores the entry without a word.',
    todo: 'Take the id from ids.json, which `weaklayer package` writes.',
  },
  ID_WRONG: {
    level: 'problem',
    check: 'install',
    why: 'Managed values reach only the extension whose id they stand under.',
    todo: 'Use one id everywhere: that of ids.json, which `weaklayer package` writes.',
  },
  INSTALL_MISSING: {
    level: 'warning',
    check: 'install',
    why: 'Values alone install nothing.',
    todo: 'Add the force-install entry, or name the file that holds it with another --policy.',
  },
  INSTALL_NOT_FORCED: {
    level: 'warning',
    check: 'install',
    why: 'The user can remove or switch off an extension that is not force-installed.',
    todo: 'Set installation_mode to force_installed.',
  },
  INSTALL_URL_INVALID: {
    level: 'problem',
    check: 'install',
    why: 'Without an address the browser has nothing to install from, and does not say so.',
    todo: 'Give the address of update.xml (Chromium) or of the XPI (Firefox).',
  },
  INSTALL_OFF_STORE: {
    level: 'warning',
    check: 'install',
    why: 'On Windows and macOS Chrome and Edge force-install from outside their stores only on machines that are joined to a domain or managed.',
    todo: 'Check that the machines are (chrome://management says so), or publish the sensor in the store.',
  },
  INCOGNITO_UNSEEN: {
    level: 'warning',
    check: 'install',
    why: 'The values ask for private windows, but there the sensor does not run before somebody allows it.',
    todo: 'Chrome: MandatoryExtensionsForIncognitoNavigation, or IncognitoModeAvailability=1. Edge: MandatoryExtensionsForInPrivateNavigation, or InPrivateModeAvailability=1. Firefox: private_browsing in ExtensionSettings.',
  },
} as const satisfies Record<string, CodeMeaning>
