import { composerApiSettings } from '../../../services/composer-api/dist/index.js'
import { workerApiSettings } from '../../../services/worker-api/dist/index.js'
import { operationsSettings } from '../dist/index.js'

/** The settings of everything that a chart runs, from the code that reads them. */
export const settingsOfEach = {
  'composer-api': composerApiSettings,
  'worker-api': workerApiSettings,
  shared: operationsSettings,
}
