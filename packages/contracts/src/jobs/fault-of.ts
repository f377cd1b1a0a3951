import { Ajv, type ValidateFunction } from 'ajv'
import { describeFault } from './describe-fault.js'

const compiled = new WeakMap<object, ValidateFunction>()

/** What is wrong with a value, naming the member; undefined when it fits. A schema is compiled when it is first used. */
export function faultOf(schema: object, value: unknown): string | undefined {
  const validate = compiled.get(schema) ?? compile(schema)
  return validate(value) ? undefined : describeFault(validate.errors ?? [])
}

function compile(schema: object): ValidateFunction {
  const validate = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(schema)
  compiled.set(schema, validate)
  return validate
}
