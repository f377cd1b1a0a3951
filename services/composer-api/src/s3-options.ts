import type { S3Options } from '@composer/artifact-store'
import { omitAbsent } from './omit-absent.js'
import type { ComposerApiSettings } from './config.js'

/** The S3 settings as the artifact store takes them. */
export function s3Options(settings: ComposerApiSettings): S3Options {
  return omitAbsent({
    endpoint: settings.S3_ENDPOINT,
    region: settings.S3_REGION,
    forcePathStyle: settings.S3_FORCE_PATH_STYLE,
    accessKeyId: settings.S3_ACCESS_KEY_ID,
    secretAccessKey: settings.S3_SECRET_ACCESS_KEY,
  })
}
