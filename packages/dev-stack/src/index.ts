export { demoArtifact } from './demo/demo-artifact.js'
export { type DemoWorker, type DemoWorkerOptions, startDemoWorker } from './demo/demo-worker.js'
export { SWITCHES, type Switch } from './demo/switches.js'
export { type DevStack, type DevStackOptions, startDevStack } from './start-dev-stack.js'
