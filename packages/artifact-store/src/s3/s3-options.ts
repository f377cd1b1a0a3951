export interface S3Options {
  /** Another S3 server than AWS, such as `https://s3.example.com`. */
  endpoint?: string
  /** Default `us-east-1`, which servers other than AWS accept. */
  region?: string
  /** Address buckets as a path instead of a host name; most servers other than AWS need it. */
  forcePathStyle?: boolean
  /** Without keys the AWS SDK looks in its usual places (environment, profile, instance role). */
  accessKeyId?: string
  secretAccessKey?: string
  sessionToken?: string
  /** Life of a download address in seconds; default one hour. */
  presignSeconds?: number
  /** Bytes held and sent at a time per upload; default 8 MiB. S3 takes 10,000 parts, so this limits a file to 10,000 times as much. */
  partBytes?: number
}

export interface S3Location {
  bucket: string
  /** Empty, or ends in `/`. */
  prefix: string
}
