import * as z from 'zod'

// The extension's CSP forbids `new Function`, and zod tries it when a schema is made: import this before any schema.
z.config({ jitless: true })
