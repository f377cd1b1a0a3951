import { defineSettings } from './define-settings.js'

/** Settings of `createLogger`. */
export const logSettings = defineSettings({
  LOG_LEVEL: {
    type: 'choice',
    choices: ['error', 'warn', 'info', 'debug'],
    default: 'info',
    doc: 'Least severe level that is logged.',
  },
  LOG_FORMAT: {
    type: 'choice',
    choices: ['json', 'text'],
    default: 'json',
    doc: 'One JSON object a line, or lines for human readers.',
  },
  LOG_CHANNEL: {
    type: 'string',
    default: '',
    doc: 'Name of the deployment (`staging`, `production`), added to every log line.',
  },
  SENTRY_DSN: {
    type: 'string',
    secret: true,
    doc: 'Report internal errors to this Sentry or GlitchTip project.',
  },
})
