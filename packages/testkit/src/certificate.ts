/** A certificate that signs itself, and whose key is gone. */
export const certificate = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBiTCCAS+gAwIBAgIUd3dJEFmqxAq0glG8PYAFgzxPvt8wCgYIKoZIzj0EAwIw',
  'GTEXMBUGA1UEAwwOVGVzdCBBdXRob3JpdHkwIBcNMjYxMTI1MTQzODMwWhgPMjEy',
  'NjExMDExNDM4MzBaMBkxFzAVBgNVBAMMDlRlc3QgQXV0aG9yaXR5MFkwEwYHKoZI',
  'zj0CAQYIKoZIzj0DAQcDQgAEBfgFR4FsiJPmPlp19PGDh/iE/mIje8tPbCHJod1A',
  '57CPmaxggL1yZPLjT7ZDsUdwXdOp/itnDxQgCawHiCnarqNTMFEwHQYDVR0OBBYE',
  'FJxUE7V5b0MVCyz5tHhgCyUsdQzoMB8GA1UdIwQYMBaAFJxUE7V5b0MVCyz5tHhg',
  'CyUsdQzoMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhALOjhS0W',
  '/XNsF8OqWQ2z/LXA8w6dcC/FZbGvdzNVKJP8AiAknQxaKMKNcE8HeCbkHCyJUKcy',
  'r2IXn+rMzE059osPCw==',
  '-----END CERTIFICATE-----',
  '',
].join('\n')
