import type { CodeMeaning } from './doctor-codes.ts'

/** What can be wrong on the way to the gateway and at it. */
export const gatewayCodes = {
  HTTP_UNPROTECTED: {
    level: 'warning',
    check: 'gateway',
    why: 'Everybody on the way can read the install key, the tokens and the events, and change them.',
    todo: 'Give the gateway a certificate, and set api.protocol to https.',
  },
  ADDRESS_DIFFERS: {
    level: 'problem',
    check: 'gateway',
    why: 'Sensors go where the policy says.',
    todo: 'Correct api in the policy, or --url.',
  },
  HOST_UNKNOWN: {
    level: 'problem',
    check: 'gateway',
    why: 'Sensors cannot find the gateway.',
    todo: 'Correct api.hostname, or add the name to the DNS that the browsers ask.',
  },
  CONNECTION_FAILED: {
    level: 'problem',
    check: 'gateway',
    why: 'Sensors keep their events and cannot deliver them.',
    todo: 'Check that the gateway runs, api.hostname and api.port, and the firewalls on the way.',
  },
  HTTP_WHERE_HTTPS: {
    level: 'problem',
    check: 'gateway',
    why: 'Every request of a sensor fails.',
    todo: 'Set api.protocol to https.',
  },
  HTTPS_WHERE_HTTP: {
    level: 'problem',
    check: 'gateway',
    why: 'Every request of a sensor fails.',
    todo: 'Give the gateway a certificate (sensor.api.https), correct api.port, or set api.protocol to http.',
  },
  TLS_FAILED: {
    level: 'problem',
    check: 'gateway',
    why: 'Browsers speak TLS 1.2 and 1.3 only, and refuse everything else.',
    todo: 'Let the server speak TLS 1.2 or 1.3; look for a middlebox that breaks it.',
  },
  REDIRECTED: {
    level: 'problem',
    check: 'gateway',
    why: 'A sensor follows no redirect: its install key and events are for the configured address only.',
    todo: 'Set api to the address where the gateway itself answers.',
  },
  NOT_THE_GATEWAY: {
    level: 'problem',
    check: 'gateway',
    why: 'Something else answers: another server, a proxy, a block page or a captive portal. Sensors keep their events and cannot deliver them.',
    todo: 'Check api.hostname and api.port; let proxies and filters pass this address.',
  },
  GATEWAY_PAGE_MISSING: {
    level: 'warning',
    check: 'gateway',
    why: 'Sensors do not need the page at /, but something on the way lets a part of the requests through only.',
    todo: 'Pass /, /install and /events on to the gateway.',
  },
  GATEWAY_REFUSED: {
    level: 'problem',
    check: 'gateway',
    why: 'New sensors cannot enrol.',
    todo: 'Look the code up in docs/errors.md.',
  },
  PROXY_REFUSED: {
    level: 'problem',
    check: 'proxy',
    why: 'Browsers that use this proxy do not reach the gateway.',
    todo: 'Let the proxy pass this address without a sign-in, or go around it (NO_PROXY here, the proxy settings in browsers).',
  },
  PROXY_UNREACHABLE: {
    level: 'problem',
    check: 'proxy',
    why: 'Browsers that use this proxy reach nothing.',
    todo: 'Correct HTTPS_PROXY, HTTP_PROXY or ALL_PROXY of this environment; the doctor speaks HTTP to proxies.',
  },
  CERTIFICATE_EXPIRED: {
    level: 'problem',
    check: 'certificate',
    why: 'Every browser refuses the connection.',
    todo: 'Renew the certificate and restart the gateway.',
  },
  CERTIFICATE_NOT_YET_VALID: {
    level: 'problem',
    check: 'certificate',
    why: 'Every browser refuses the connection until then.',
    todo: 'Check the clock of this machine and of the one that made the certificate.',
  },
  CERTIFICATE_ENDS_SOON: {
    level: 'warning',
    check: 'certificate',
    why: 'After that every browser refuses the connection.',
    todo: 'Renew it, and let it be renewed automatically.',
  },
  CERTIFICATE_WRONG_NAME: {
    level: 'problem',
    check: 'certificate',
    why: 'Every browser refuses a certificate for another name.',
    todo: 'Set api.hostname to a name of the certificate, or get one for this name.',
  },
  CERTIFICATE_SELF_SIGNED: {
    level: 'problem',
    check: 'certificate',
    why: 'Browsers refuse it; anybody could have made it.',
    todo: 'Get a certificate from an authority that the browsers trust: a public one, or your own that is installed on every machine.',
  },
  CERTIFICATE_UNTRUSTED: {
    level: 'problem',
    check: 'certificate',
    why: 'Browsers trust it only where that authority is installed. A name you do not know means that something inspects TLS.',
    todo: 'Install the authority on every machine with sensors (and here), or send the intermediate certificates along.',
  },
  CLOCK_OFF: {
    level: 'problem',
    check: 'clock',
    why: 'Events get wrong times, and certificates seem to have ended or not begun.',
    todo: 'Let this machine and the gateway set their clocks by NTP.',
  },
  CLOCK_DRIFTS: {
    level: 'warning',
    check: 'clock',
    why: 'Events of several machines cannot be put in order by their times.',
    todo: 'Let this machine and the gateway set their clocks by NTP.',
  },
  KEY_REFUSED: {
    level: 'problem',
    check: 'key',
    why: 'No new sensor can enrol.',
    todo: 'Add the verifier that belongs to the key to sensor.install.verifiers of the gateway, or put the current key into the policy.',
  },
  KEY_NOT_CHECKED: {
    level: 'warning',
    check: 'key',
    why: 'Whether sensors can enrol stays unknown.',
    todo: 'Correct what else was found, then run the doctor again.',
  },
} as const satisfies Record<string, CodeMeaning>
