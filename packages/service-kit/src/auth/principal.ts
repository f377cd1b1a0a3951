/** Who is calling. Without authentication there is one lane for everybody. */
export interface Principal {
  /**
   * `tenant`: has a lane, and what is in it. `maker`: works for all tenants, on what is made for all. `anyone`: without
   * authentication, a caller may be either.
   */
  role: 'tenant' | 'maker' | 'anyone'
  /** Value of the tenant claim; null for makers and without authentication. */
  tenant: string | null
  /** Lane of the tenant's jobs: `org-<tenant>`, or '' without authentication. That of makers is always empty. */
  channel: string
}

export const nobody: Principal = { role: 'anyone', tenant: null, channel: '' }

export const maker: Principal = { role: 'maker', tenant: null, channel: 'makers' }
