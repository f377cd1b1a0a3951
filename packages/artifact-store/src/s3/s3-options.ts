export interface S3Options {
  /** URL of an S3 server other than AWS, such as `https://s3.example.com`. */
  endpoint?: string
  /** Default `us-east-1`, which servers other than AWS accept. */
  region?: string
  /** Puts the bucket's name into the path instead of the host name; most servers other than AWS need this. */
  forcePathStyle?: boolean
  /** Without keys the AWS SDK searches its usual sources (environment, profile, instance role). */
  accessKeyId?: string
  secretAccessKey?: string
  sessionToken?: string
  /** Lifetime of a download URL in seconds; default one hour. */
  presignSeconds?: number
  /**
   * Part size of an upload, and the memory that it needs; default 8 MiB. S3 allows 10,000 parts, so a file can have at
   * most 10,000 times this size.
   */
  partBytes?: number
}

export interface S3Location {
  bucket: string
  /** Empty, or ends in `/`. */
  prefix: string
}
