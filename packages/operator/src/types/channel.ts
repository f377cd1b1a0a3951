/** Tenant lane of a job: `org-<tenant>`, or '' without authentication. */
export type Channel = string
