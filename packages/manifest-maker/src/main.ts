#!/usr/bin/env node
import { stopOnSignals } from '@composer/process-kit'
import { createManifestMaker } from './index.js'

try {
  stopOnSignals(await createManifestMaker(process.env))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
