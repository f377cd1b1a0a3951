import { sharedSettings } from '@composer/service-kit'
import { programSettings, workerApiConnectionSettings } from './settings.js'

const { LOG_LEVEL, LOG_FORMAT } = sharedSettings

/** Every setting of the worker for `image-builder-manifest` jobs. */
export const imageBuilderWorkerSettings = {
  ...workerApiConnectionSettings,
  ...programSettings,
  LOG_LEVEL,
  LOG_FORMAT,
}
