/** Public key of test builds: it fixes their id, whatever folder they are in. Its private half was thrown away. */
export const testManifestKey =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvWWW+DsswNNHs6dzbp/97AwhJaUp2dhcRqxbg2pI6SAdJH98NMD/1G8m5teNCEtqfcpwd6uzgm0ofqb5JdbzVXDYgxNEhksc8wYlhYo2lJYa8lHnRY/3mu+isKGmShcW+WeUq77XdE2inphNc+xA7+UlAo/AI0bp3vfxgZoWIeqFiXZ35jZsKNphsdfOorEz9SgorWcy6tpiEM9WXYDAavbMPYQErh8nlPG5kxiHLHJidLL+GNYqdgpPeYosh9HzUBuxNA05nlHOTGSQ1W4jAJD29JHdMFP2v9yp/hN/WtduTx6M4KDKSQGymeelvS1R85ZXlwGoqUhA7P8/PcG6rQIDAQAB'

export const testExtensionId = 'ajajbgledhidacedhdjjeamdlhecbilf'
