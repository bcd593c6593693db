import type { SensorView } from '../protocol.ts'
import type { Fact } from './text-model.ts'

/** Who collects, as far as the extension was told. */
export interface OwnerText {
  /** What the organisation itself says to its users. */
  words?: string
  /** What the extension says where there is something to add, or no notice. */
  remark?: string
  facts: Fact[]
}

type OwnerView = Pick<SensorView, 'policy' | 'notice' | 'gateway' | 'label'>

/** Says who set up this extension, whom to ask, and where the events go. */
export function describeOwner(view: OwnerView): OwnerText {
  const words = view.notice.text?.trim()
  const remark = remarkOf(view, words !== undefined && words !== '')
  return {
    ...(words ? { words } : {}),
    ...(remark === undefined ? {} : { remark }),
    facts: factsOf(view),
  }
}

/** `gateway.example.com`, with the port where it is not the usual one. */
export function gatewayName(gateway: NonNullable<SensorView['gateway']>): string {
  const usual = gateway.protocol === 'https' ? 443 : 80
  const host =
    gateway.hostname.includes(':') && !gateway.hostname.startsWith('[')
      ? `[${gateway.hostname}]`
      : gateway.hostname
  return gateway.port === usual ? host : `${host}:${gateway.port}`
}

function remarkOf(view: OwnerView, hasWords: boolean): string | undefined {
  if (view.policy.source === 'development') {
    return 'This is a development build: its settings are built in, no organisation has set them.'
  }
  if (view.policy.state === 'pending') {
    return 'Nobody yet: the browser has given this extension no settings.'
  }
  if (hasWords) return undefined
  return 'The organisation that manages this browser. It left no message for you; ask its IT department.'
}

function factsOf(view: OwnerView): Fact[] {
  const facts: Fact[] = []
  const { contact, link } = view.notice
  if (contact) facts.push({ name: 'Whom to ask', value: contact })
  if (link) facts.push({ name: 'Read more', value: link.replace(/^https?:\/\//, ''), link })
  if (view.gateway) facts.push({ name: 'Sent to', value: gatewayName(view.gateway) })
  if (view.label) facts.push({ name: 'Belongs to', value: view.label })
  return facts
}
