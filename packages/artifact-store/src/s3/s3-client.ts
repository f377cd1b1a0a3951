import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import type { S3Options } from './s3-options.js'

/** Makes the SDK's client for these options, with the SDK's default retries and timeouts. */
export function createS3Client(options: S3Options): S3Client {
  const config: S3ClientConfig = { region: options.region ?? 'us-east-1' }
  if (options.forcePathStyle !== undefined) config.forcePathStyle = options.forcePathStyle
  if (options.endpoint !== undefined) {
    config.endpoint = options.endpoint
    // Servers other than AWS often refuse the checksums that the SDK adds by default.
    config.requestChecksumCalculation = 'WHEN_REQUIRED'
    config.responseChecksumValidation = 'WHEN_REQUIRED'
  }
  if (options.accessKeyId !== undefined && options.secretAccessKey !== undefined) {
    config.credentials = {
      accessKeyId: options.accessKeyId,
      secretAccessKey: options.secretAccessKey,
      ...(options.sessionToken !== undefined && { sessionToken: options.sessionToken }),
    }
  }
  return new S3Client(config)
}
