import { expect, test } from 'vitest'
import { hasDisplay } from './display.ts'

test.each([
  ['linux', {}, false],
  ['linux', { DISPLAY: '' }, false],
  ['linux', { DISPLAY: ':0' }, true],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
  ['darwin', {}, true],
  ['darwin', { SSH_CONNECTION: '10.0.0.1 5000 10.0.0.2 22' }, false],
  ['win32', {}, true],
] as const)('on %s with %j: %s', (platform, environment, display) => {
  expect(hasDisplay(platform, environment)).toBe(display)
})
