export { createInternalApp, type HealthCheck, type Readiness } from './internal-app.js'
export { httpLimits, listen, type Listening, type ListeningApp } from './listen.js'
export { startInternalServer } from './start-internal-server.js'
