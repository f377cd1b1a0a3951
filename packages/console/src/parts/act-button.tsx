import {
  Alert,
  Button,
  Form,
  FormGroup,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  TextInput,
  type ButtonProps,
} from '@patternfly/react-core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useMayAct } from '../use-session'

interface ActButtonProps<T> {
  label: string
  /** What will happen, in a sentence. */
  text: string
  variant?: ButtonProps['variant']
  /** As a part of a text. */
  isInline?: boolean
  /** More fields of the form. */
  fields?: ReactNode
  act: (reason: string) => Promise<T>
  /** What came of it; null closes the dialog without a word. */
  outcome?: (answer: T) => ReactNode
}

/** An action behind a dialog that asks for a reason. Not shown to those who may not act. */
export function ActButton<T>({
  label,
  text,
  variant = 'secondary',
  isInline = false,
  fields,
  act,
  outcome,
}: ActButtonProps<T>) {
  const mayAct = useMayAct()
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const [told, setTold] = useState<ReactNode>(null)
  const mutation = useMutation({
    mutationFn: () => act(reason),
    onSuccess: async (answer) => {
      await client.invalidateQueries()
      const words = outcome?.(answer) ?? null
      setTold(words)
      if (words === null) close()
    },
  })
  const close = () => {
    setOpen(false)
    setReason('')
    setTold(null)
    mutation.reset()
  }
  if (!mayAct) return null
  const id = `reason-${label.replaceAll(' ', '-')}`
  return (
    <>
      <Button variant={variant} isInline={isInline} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Modal isOpen={open} onClose={close} variant="small" aria-labelledby={`${id}-title`}>
        <ModalHeader title={label} labelId={`${id}-title`} description={text} />
        <ModalBody>
          {told ?? (
            <Form
              id={`${id}-form`}
              onSubmit={(event) => {
                event.preventDefault()
                if (reason !== '') mutation.mutate()
              }}
            >
              {fields}
              <FormGroup label="Reason" isRequired fieldId={id}>
                <TextInput
                  id={id}
                  isRequired
                  value={reason}
                  onChange={(_event, value) => setReason(value)}
                  maxLength={1000}
                />
              </FormGroup>
            </Form>
          )}
          {mutation.error ? <Alert variant="danger" isInline title={mutation.error.message} /> : null}
        </ModalBody>
        <ModalFooter>
          {told === null ? (
            <>
              <Button
                type="submit"
                form={`${id}-form`}
                variant={variant === 'danger' ? 'danger' : 'primary'}
                isDisabled={reason === '' || mutation.isPending}
                isLoading={mutation.isPending}
              >
                {label}
              </Button>
              <Button variant="link" onClick={close}>
                Do not
              </Button>
            </>
          ) : (
            <Button onClick={close}>Close</Button>
          )}
        </ModalFooter>
      </Modal>
    </>
  )
}
