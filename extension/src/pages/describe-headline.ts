import type { SensorView } from '../protocol.ts'
import { describeConnection } from './describe-connection.ts'
import { gatewayName } from './describe-owner.ts'
import { countText } from './quantity-text.ts'
import type { Notice } from './text-model.ts'

/** The one thing to know first: is something collected, and does it go anywhere. */
export function describeHeadline(view: SensorView): Notice {
  if (view.policy.state === 'pending') {
    return {
      tone: 'wait',
      title: 'Not configured yet',
      detail: 'Things are noted in this browser under the default rules. Nothing is sent.',
    }
  }
  if (view.policy.state === 'invalid' && view.connection.state !== 'connected') {
    return {
      tone: 'bad',
      title: 'The settings have mistakes',
      detail: 'Things are noted in this browser. Nothing is sent until the settings are corrected.',
      todo: 'Tell those who manage this browser. What is wrong is listed under “Settings”.',
    }
  }
  if (view.connection.state === 'connected') {
    const gateway = view.gateway === undefined ? 'the gateway' : gatewayName(view.gateway)
    return { tone: 'good', title: 'Active', detail: `What is collected is sent to ${gateway}.` }
  }
  // The moment does not matter: the headline keeps no times, so that a live region stays quiet.
  const { tone, title, detail, todo } = describeConnection(view, 0)
  return { tone, title, ...(detail ? { detail } : {}), ...(todo ? { todo } : {}) }
}

/** Shown instead of everything while the worker has never answered, and above it when it stops to. */
export const silentNotice: Notice = {
  tone: 'bad',
  title: 'The extension does not answer',
  detail: 'So this page cannot show what is collected or sent.',
  todo: 'Close this and open it again. If it stays so, restart the browser, then tell those who manage it.',
}

/** Everything that deserves a warning whatever else is going on, worst first. */
export function describeWarnings(view: SensorView): Notice[] {
  const warnings: Notice[] = []
  const { state, lastError } = view.connection
  if (lastError !== undefined && (state === 'connected' || state === 'unconfigured')) {
    warnings.push({
      tone: 'warn',
      title: 'Something does not work',
      detail: lastError.message,
      ...(lastError.todo ? { todo: lastError.todo } : {}),
    })
  }
  if (view.gateway?.unencrypted) {
    warnings.push({
      tone: 'bad',
      title: 'The connection is not encrypted',
      detail: `What is sent to ${gatewayName(view.gateway)} can be read and changed on its way.`,
      todo: 'Those who manage this browser should set api.protocol to https.',
    })
  }
  return [...warnings, ...policyWarnings(view)]
}

function policyWarnings(view: SensorView): Notice[] {
  const warnings: Notice[] = []
  if (view.policy.state === 'ok' && view.policy.problems.length > 0) {
    warnings.push({
      tone: 'warn',
      title: `${countText(view.policy.problems.length, 'setting is', 'settings are')} wrong`,
      detail: 'The rest of the settings is in force.',
    })
  }
  if (view.policy.state === 'invalid' && view.connection.state === 'connected') {
    warnings.push({
      tone: 'warn',
      title: 'The newest settings have mistakes',
      detail: 'What was valid before stays in force for the connection.',
    })
  }
  return warnings
}
