/** Who is calling. Without authentication there is one lane for everybody. */
export interface Principal {
  /** Value of the tenant claim; null without authentication. */
  tenant: string | null
  /** Lane of the tenant's jobs: `org-<tenant>`, or ''. */
  channel: string
}

export const nobody: Principal = { tenant: null, channel: '' }
