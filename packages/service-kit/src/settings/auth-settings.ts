import { defineSettings } from '@composer/process-kit'

export const authSettings = defineSettings({
  AUTH_MODE: {
    type: 'choice',
    choices: ['jwt', 'none'],
    default: 'jwt',
    doc: '`jwt`: every request needs a bearer token. `none`: no tenants; for development.',
  },
  ALLOW_INSECURE_BIND: {
    type: 'boolean',
    default: false,
    doc: 'Allow `AUTH_MODE=none` on an address that other machines reach.',
  },
  JWT_JWKS_URLS: {
    type: 'list',
    protocols: ['https:', 'http:'],
    default: [],
    doc: 'URLs of the key sets of the token issuers. Required for `AUTH_MODE=jwt`.',
  },
  JWT_ISSUER: { type: 'string', doc: 'Only tokens of this issuer (`iss`).' },
  JWT_AUDIENCE: { type: 'string', doc: 'Only tokens for this audience (`aud`).' },
  JWT_CA_FILE: {
    type: 'string',
    doc: 'PEM file of the authorities to trust for the key set URLs, instead of the built-in ones.',
  },
  JWT_KEYS_MAX_AGE_SECONDS: {
    type: 'integer',
    default: 300,
    min: 1,
    doc: 'Age at which a key set is fetched again; a withdrawn key is trusted no longer than this.',
  },
  ACL_FILE: {
    type: 'string',
    doc: 'YAML or JSON list of `{claim, pattern}`; a token needs one match. Read again when it changes.',
  },
  TENANT_CLAIMS: {
    type: 'list',
    default: ['rh-org-id', 'account_id'],
    doc: 'Claims that name the tenant; the first one that is a non-empty string counts. It must be 1 to 255 visible characters.',
  },
})
