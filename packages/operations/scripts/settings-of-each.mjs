import { composerApiSettings } from '../../../services/composer-api/dist/config.js'
import { workerApiSettings } from '../../../services/worker-api/dist/config.js'
import { manifestMakerSettings } from '../../manifest-maker/dist/settings.js'
import { imageBuilderWorkerSettings } from '../../worker-client/dist/image-builder-worker-settings.js'
import { operationsSettings } from '../dist/settings.js'

/** The settings of everything that a chart runs, from the code that reads them. */
export const settingsOfEach = {
  'composer-api': composerApiSettings,
  'worker-api': workerApiSettings,
  shared: operationsSettings,
  'manifest-maker': manifestMakerSettings,
}

/** Of the worker for `image-builder-manifest` jobs, which no chart runs. */
export const settingsOfWorker = imageBuilderWorkerSettings
