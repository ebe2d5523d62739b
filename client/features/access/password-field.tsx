import { Eye, EyeOff } from 'lucide-react'
import { useState, type ReactElement } from 'react'
import { cn } from '#client/ui/cn.ts'
import { IconButton } from '#client/ui/icon-button.tsx'
import { Field, fieldClass } from '#client/ui/text-field.tsx'
import { PASSWORD_LENGTH } from '#shared/protocol/accounts.ts'

/** A password, which can be looked at while it is typed. Pasting and password managers work as everywhere. */
export function PasswordField({
  label,
  value,
  onChange,
  isNew = false,
  error,
  hint,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  /** One to be made rather than one that opens something. */
  isNew?: boolean
  error?: string | null
  hint?: string
}): ReactElement {
  const [shown, setShown] = useState(false)
  return (
    <Field label={label} error={error} hint={hint ?? (isNew ? NEW_PASSWORD_HINT : undefined)}>
      {(ids) => (
        <div className="relative">
          <input
            {...ids}
            type={shown ? 'text' : 'password'}
            autoComplete={isNew ? 'new-password' : 'current-password'}
            required
            minLength={isNew ? PASSWORD_LENGTH.least : undefined}
            maxLength={isNew ? PASSWORD_LENGTH.most : 1024}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            className={cn(fieldClass, 'h-8 pr-9 pointer-coarse:h-11 pointer-coarse:pr-12')}
          />
          <IconButton
            icon={shown ? EyeOff : Eye}
            label={shown ? 'Hide the password' : 'Show the password'}
            pressed={shown}
            className="absolute top-1/2 right-0.5 -translate-y-1/2"
            onClick={() => setShown(!shown)}
          />
        </div>
      )}
    </Field>
  )
}

const NEW_PASSWORD_HINT = `At least ${PASSWORD_LENGTH.least} characters. Several words in a row are good`
