#!/usr/bin/env node
import { stopOnSignals } from '@composer/service-kit'
import { createComposerApi } from './index.js'

try {
  const service = await createComposerApi(process.env)
  stopOnSignals(service)
  process.on('SIGHUP', () => void service.reloadCatalog())
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
