import { FormGroup, FormHelperText, HelperText, HelperTextItem, TextInput } from '@patternfly/react-core'
import { useState } from 'react'
import { api, dataOf } from '../api'
import { ActButton } from './act-button'

/** Pauses a lane: a tenant, a type, both, or everything. */
export function PauseButton() {
  const [tenant, setTenant] = useState('')
  const [type, setType] = useState('')
  const lane = { tenant: tenant === '' ? null : tenant, type: type === '' ? null : type }
  return (
    <ActButton
      label="Pause a lane"
      text="Nothing new is handed out from it. What runs goes on."
      fields={
        <>
          <FormGroup label="Tenant" fieldId="pause-tenant">
            <TextInput
              id="pause-tenant"
              value={tenant}
              placeholder="org-000001"
              onChange={(_event, value) => setTenant(value)}
            />
            <FormHelperText>
              <HelperText>
                <HelperTextItem>Empty: every tenant</HelperTextItem>
              </HelperText>
            </FormHelperText>
          </FormGroup>
          <FormGroup label="Type" fieldId="pause-type">
            <TextInput
              id="pause-type"
              value={type}
              placeholder="osbuild:x86_64"
              onChange={(_event, value) => setType(value)}
            />
            <FormHelperText>
              <HelperText>
                <HelperTextItem>Empty: every type. Without an architecture: all of them</HelperTextItem>
              </HelperText>
            </FormHelperText>
          </FormGroup>
        </>
      }
      act={(reason) => dataOf(api.POST('/pauses', { body: { ...lane, reason } }))}
    />
  )
}
