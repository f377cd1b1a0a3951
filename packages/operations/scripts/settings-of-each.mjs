import { composerApiSettings } from '../../../services/composer-api/dist/config.js'
import { workerApiSettings } from '../../../services/worker-api/dist/config.js'
import { operationsSettings } from '../dist/settings.js'

/** The settings of everything that a chart runs, from the code that reads them. */
export const settingsOfEach = {
  'composer-api': composerApiSettings,
  'worker-api': workerApiSettings,
  shared: operationsSettings,
}
