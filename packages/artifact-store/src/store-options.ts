import type { ArtifactStoreOptions } from './create-artifact-store.js'

/** The settings of the services for the artifact store. */
export interface ArtifactStoreSettings {
  ARTIFACTS_URL: string
  S3_REGION: string
  S3_FORCE_PATH_STYLE: boolean
  S3_ENDPOINT?: string | undefined
  S3_ACCESS_KEY_ID?: string | undefined
  S3_SECRET_ACCESS_KEY?: string | undefined
}

/** Converts the settings of a service to the options of the store. */
export function storeOptions(settings: ArtifactStoreSettings): ArtifactStoreOptions {
  return {
    url: settings.ARTIFACTS_URL,
    s3: {
      region: settings.S3_REGION,
      forcePathStyle: settings.S3_FORCE_PATH_STYLE,
      ...(settings.S3_ENDPOINT ? { endpoint: settings.S3_ENDPOINT } : {}),
      ...(settings.S3_ACCESS_KEY_ID ? { accessKeyId: settings.S3_ACCESS_KEY_ID } : {}),
      ...(settings.S3_SECRET_ACCESS_KEY ? { secretAccessKey: settings.S3_SECRET_ACCESS_KEY } : {}),
    },
  }
}
