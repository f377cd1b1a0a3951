#!/usr/bin/env node
// Writes the types of the OpenAPI documents, and the documents as JSON, to src/generated. With --check it writes nothing
// and fails when they are not up to date.
import { readFileSync, writeFileSync } from 'node:fs'
import openapiTypescript, { astToString } from 'openapi-typescript'
import { parse } from 'yaml'

const head =
  '// Generated from the OpenAPI document by scripts/generate-types.mjs: edit that and run `npm run generate`.\n\n'

const read = (name) => parse(readFileSync(new URL(`../openapi/${name}.yml`, import.meta.url), 'utf8'))

/** The text of `src/generated/<name>.ts`. Members with a default are there once a request is validated. */
async function typesOf(name) {
  const document = read(name)
  for (const response of Object.values(document.components.responses)) {
    // OpenAPI has no words for "with a body or without": for the types, no body is one more media type.
    if (response['x-may-be-empty']) response.content['x-empty'] = { schema: { not: {} } }
  }
  return head + astToString(await openapiTypescript(document, { emptyObjectsUnknown: true }))
}

const stale = []
for (const name of ['composer.v2', 'worker.v1', 'console.v1']) {
  const texts = { ts: await typesOf(name), json: `${JSON.stringify(read(name), null, 2)}\n` }
  for (const [extension, text] of Object.entries(texts)) {
    const file = new URL(`../src/generated/${name}.${extension}`, import.meta.url)
    if (!process.argv.includes('--check')) writeFileSync(file, text)
    else if (readFileSync(file, 'utf8') !== text) stale.push(`${name}.${extension}`)
  }
}
if (stale.length > 0) {
  console.error(`${stale.join(' and ')} are not up to date: run npm run generate`)
  process.exitCode = 1
}
