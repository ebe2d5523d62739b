import { useId, useLayoutEffect, useRef, type ComponentProps, type ReactElement, type ReactNode } from 'react'
import { cn } from './cn.ts'

/** Classes of a box to write in. */
export const fieldClass =
  'w-full rounded-control border border-line-strong bg-field px-2.5 text-body text-fg ' +
  'hover:border-control focus-visible:border-accent focus-visible:outline-offset-0 aria-invalid:border-bad ' +
  'disabled:opacity-60 pointer-coarse:text-[16px]'

/** Label, hint and error around any field. `children` gets the ids that tie them together. */
export function Field({
  label,
  hint,
  error,
  hideLabel,
  className,
  children,
}: {
  label: ReactNode
  hint?: ReactNode
  error?: string | null | undefined
  hideLabel?: boolean
  className?: string | undefined
  children: (ids: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined }) => ReactNode
}): ReactElement {
  const id = useId()
  const said = error ? `${id}-error` : hint ? `${id}-hint` : undefined
  return (
    <div className={cn('min-w-0', className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'mb-1 block text-meta text-fg-2'}>
        {label}
      </label>
      {children({ id, 'aria-describedby': said, 'aria-invalid': error ? true : undefined })}
      {error ? (
        <p id={`${id}-error`} role="alert" className="mt-1 text-meta text-bad">
          {error}
        </p>
      ) : hint ? (
        <p id={`${id}-hint`} className="mt-1 text-meta text-fg-3">
          {hint}
        </p>
      ) : null}
    </div>
  )
}

type FieldWords = { label: ReactNode; hint?: ReactNode; error?: string | null | undefined; hideLabel?: boolean }

/** One line of text. */
export function TextField({
  label,
  hint,
  error,
  hideLabel = false,
  mono,
  className,
  ...rest
}: FieldWords & { mono?: boolean } & Omit<ComponentProps<'input'>, 'id'>): ReactElement {
  return (
    <Field label={label} hint={hint} error={error} hideLabel={hideLabel} className={className}>
      {(ids) => <input {...ids} {...rest} className={cn(fieldClass, 'h-8 pointer-coarse:h-11', mono && 'font-mono')} />}
    </Field>
  )
}

/** Several lines; grows with its text up to `maxRows`. */
export function TextArea({
  label,
  hint,
  error,
  hideLabel = false,
  rows = 3,
  maxRows = 12,
  className,
  ...rest
}: FieldWords & { maxRows?: number } & Omit<ComponentProps<'textarea'>, 'id'>): ReactElement {
  const box = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(() => {
    const area = box.current
    if (!area) return
    area.style.height = 'auto'
    area.style.height = `${Math.min(area.scrollHeight + 2, maxRows * 20 + 14)}px`
  }, [maxRows, rest.value])
  return (
    <Field label={label} hint={hint} error={error} hideLabel={hideLabel} className={className}>
      {(ids) => <textarea {...ids} rows={rows} {...rest} ref={box} className={cn(fieldClass, 'resize-none py-1.5')} />}
    </Field>
  )
}
