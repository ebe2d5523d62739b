import type { ReactElement } from 'react'
import { TextField } from '#client/ui/text-field.tsx'
import type { Attempt } from './use-attempt.ts'
import { PasswordField } from './password-field.tsx'

/** What somebody new says of themselves. */
export interface NewAccount {
  readonly name: string
  readonly displayName: string
  readonly password: string
}

/** Nothing said yet. */
export const NO_ACCOUNT: NewAccount = { name: '', displayName: '', password: '' }

/** The body that the server takes of it. */
export function accountBody({ name, displayName, password }: NewAccount) {
  return { name: name.trim(), password, ...(displayName.trim() === '' ? {} : { display_name: displayName.trim() }) }
}

/** The three fields of a new account; `path` is where the body has them. */
export function NewAccountFields({
  value,
  onChange,
  attempt,
  path = '',
}: {
  value: NewAccount
  onChange: (value: NewAccount) => void
  attempt: Attempt
  path?: string
}): ReactElement {
  return (
    <>
      <TextField
        label="Name or email"
        hint="What you sign in by, without spaces"
        error={attempt.fieldProblem(`${path}name`)}
        value={value.name}
        onChange={(event) => onChange({ ...value, name: event.target.value })}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        pattern="\S+"
        maxLength={100}
      />
      <TextField
        label="What others read"
        hint="Empty: the same"
        error={attempt.fieldProblem(`${path}display_name`)}
        value={value.displayName}
        onChange={(event) => onChange({ ...value, displayName: event.target.value })}
        autoComplete="name"
        maxLength={100}
      />
      <PasswordField
        label="Password"
        isNew
        error={attempt.fieldProblem(`${path}password`)}
        value={value.password}
        onChange={(password) => onChange({ ...value, password })}
      />
    </>
  )
}
