import { Ajv, type ValidateFunction } from 'ajv'
import { describeFault } from './describe-fault.js'

/**
 * One for all schemas: making one takes longer than compiling a schema. Its optimiser takes a third of the time to compile,
 * and checks run no faster for it.
 */
const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false, code: { optimize: false } })
const compiled = new WeakMap<object, ValidateFunction>()

/** What is wrong with a value, naming the member; undefined when it fits. A schema is compiled when it is first used. */
export function faultOf(schema: object, value: unknown): string | undefined {
  const validate = compiled.get(schema) ?? compile(schema)
  return validate(value) ? undefined : describeFault(validate.errors ?? [])
}

function compile(schema: object): ValidateFunction {
  const validate = ajv.compile(schema)
  compiled.set(schema, validate)
  return validate
}
