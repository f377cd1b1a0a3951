/** The caller of a request. A channel is a queue lane; without authentication all callers share one. */
export interface Principal {
  /**
   * `tenant`: has a channel and sees only its own jobs. `maker`: makes manifests for all tenants. `anyone`: any caller
   * when authentication is off, who may do what either of the others may.
   */
  role: 'tenant' | 'maker' | 'anyone'
  /** Value of the tenant claim; null for makers and without authentication. */
  tenant: string | null
  /** Channel of the tenant's jobs: `org-<tenant>`, or '' without authentication. That of makers never has jobs. */
  channel: string
}

export const nobody: Principal = { role: 'anyone', tenant: null, channel: '' }

export const maker: Principal = { role: 'maker', tenant: null, channel: 'makers' }
