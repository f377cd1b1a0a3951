#!/usr/bin/env node
import { createLogger, loadSettings } from '@composer/process-kit'
import { imageBuilderWorkerSettings } from './image-builder-worker-settings.js'
import {
  clientOptionsFrom,
  createImageBuilderHandler,
  createWorkerClient,
  findProgram,
  hostArchitecture,
  probeProgram,
  runWorker,
  workerApiConnectionRules,
} from './index.js'

try {
  await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

async function run(): Promise<void> {
  const settings = loadSettings(imageBuilderWorkerSettings, process.env, workerApiConnectionRules)
  const log = createLogger(settings, 'image-builder-worker')
  const { PATH = '', HOME = '/' } = process.env
  const program = await findProgram(settings.IMAGE_BUILDER, PATH)
  if (program === undefined)
    throw new Error(
      `IMAGE_BUILDER: there is no program ${settings.IMAGE_BUILDER}: this worker could do nothing`,
    )
  const env = { PATH, HOME }
  const abilities = await probeProgram(program, env)
  log.info('Worker starting', { program, version: abilities.version })

  const client = createWorkerClient({
    ...clientOptionsFrom(settings, hostArchitecture()),
    onTokenFailure: (error) =>
      log.warn('The access token could not be renewed, the old one is used on', { error }),
  })
  const handler = createImageBuilderHandler({
    program,
    abilities,
    env,
    useLibrepo: settings.MANIFEST_USE_LIBREPO,
  })
  const worker = runWorker({ client, handlers: { 'image-builder-manifest': handler }, log })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void worker.stop()
      process.once(signal, () => void worker.kill())
    })
  }
  await worker.done
  await client.close()
}
