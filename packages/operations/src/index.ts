export {
  runMaintenance,
  type MaintenanceLogger,
  type MaintenanceOptions,
  type MaintenanceReport,
} from './run-maintenance.js'
export { operationsSettings } from './settings.js'
