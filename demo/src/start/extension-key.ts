/**
 * Gives the demo's extension the same id in every folder: profile and identity survive a move of the checkout.
 * A public key; its private half was never kept.
 */
export const extensionKey = [
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwe69XDOi2moxXGSE1psC8yVDGK1g2AIXDsJX0aKJnoTChUlWLpqLQoGvXo7U',
  '/fAcdqfeX6sg97UmuBoxcwUeRPLdnAgk8zwh6vWVTbo+K5J1uGG5l5yYkAZw/DF8Yumfx6u+H06tu96MyMWuAe5dsTpTwW4Al6MSve73',
  '9iY49txtI2l7u5Xn9EfXeb45IvW1dPhUEfivjz+N0BSrBPgNh20tU3oEDpWjq6ZmWe86k65YCvpIZh91/gPtqk2kQA4x2xsewG0Ehr72',
  'vYblPKNOPxQeZZ+H++xH5IeEiTL+J1tYRzrFl7r0DjFwpGSoXQk96a4lrvPg2ejOrfFpE6FV4QIDAQAB',
].join('')
