import { policyFor } from '../support/secrets.ts'
import { comes, openWithPage, testNeeds } from './permission-needs.ts'

testNeeds([
  {
    permission: 'storage',
    ability: 'takes its policy from managed storage',
    async has(lab, options) {
      await lab.startGateway()
      const managed = policyFor(lab.secrets, lab.gatewayPort)
      await openWithPage(lab, { ...options, release: true, managed })
      return await comes(options, lab.stored, stored => stored.some(event => event.path === '/needs'))
    },
  },
])
