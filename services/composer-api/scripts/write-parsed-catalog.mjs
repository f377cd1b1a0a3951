#!/usr/bin/env node
// Writes what the files of the shipped catalogue say to catalog/generated/parsed.json, by the digest of their text.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'

const catalog = new URL('../catalog/', import.meta.url)
const texts = readdirSync(catalog, { recursive: true })
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map((name) => readFileSync(new URL(name, catalog), 'utf8'))
const parsed = Object.fromEntries(
  texts.map((text) => [createHash('sha256').update(text).digest('hex'), parse(text)]),
)
writeFileSync(new URL('generated/parsed.json', catalog), `${JSON.stringify(parsed, null, 1)}\n`)
