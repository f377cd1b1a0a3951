#!/usr/bin/env node
import { stopOnSignals } from '@composer/service-kit'
import { createWorkerApi } from './index.js'

try {
  stopOnSignals(await createWorkerApi(process.env))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
