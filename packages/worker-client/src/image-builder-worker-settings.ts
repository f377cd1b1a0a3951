import { logSettings } from '@composer/process-kit'
import { programSettings, workerApiConnectionSettings } from './settings.js'

const { LOG_LEVEL, LOG_FORMAT } = logSettings

/** Every setting of the worker for `image-builder-manifest` jobs. */
export const imageBuilderWorkerSettings = {
  ...workerApiConnectionSettings,
  ...programSettings,
  LOG_LEVEL,
  LOG_FORMAT,
}
