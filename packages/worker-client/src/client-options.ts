export interface WorkerClientOptions {
  /** Where the worker API listens: `https://host:port`, `http://…`, or `unix:/path/to/socket`. */
  url: string
  /** Default `/api/image-builder-worker/v1`. */
  basePath?: string
  /** Architecture of this worker as the API names it: `x86_64`, `aarch64`, … */
  arch: string
  /** HTTP proxy for the worker API and the token service. */
  proxy?: string
  tls?: TlsOptions
  oauth?: OAuthOptions
  /**
   * Called once for each failed renewal of the token after which the old one is still used. The error has no secret.
   */
  onTokenFailure?: (error: unknown) => void
  /** Time limit of a short call in milliseconds (default 30,000). Polls, reports and uploads have no time limit. */
  timeoutMs?: number
}

/** Certificates and keys, as PEM texts. */
export interface TlsOptions {
  /** Certificates of the authorities to trust instead of the built-in ones. */
  ca?: string
  /** Client certificate and its key, for a worker API behind mutual TLS. */
  cert?: string
  key?: string
}

/**
 * Where bearer tokens come from. With a client secret the grant is `client_credentials`, else `refresh_token`; one of
 * the two must be given.
 */
export interface OAuthOptions {
  url: string
  clientId: string
  clientSecret?: string
  refreshToken?: string
}
