import { Check, Copy } from 'lucide-react'
import { useState, type ReactElement } from 'react'
import { announce } from '#client/ui/announcer.tsx'
import { Button } from '#client/ui/button.tsx'
import { cn } from '#client/ui/cn.ts'
import { Icon } from '#client/ui/icon-button.tsx'
import { Field, fieldClass } from '#client/ui/text-field.tsx'

/** A text that is shown this one time, to be copied. */
export function CopyOnce({ label, value, hint }: { label: string; value: string; hint: string }): ReactElement {
  const [copied, setCopied] = useState(false)
  const copy = async (field: HTMLInputElement | null): Promise<void> => {
    field?.select()
    try {
      await navigator.clipboard.writeText(value)
      setCopied(true)
      announce('Copied')
    } catch {
      // Pages without https have no clipboard: the text is selected, and the person's own key copies it.
      announce('Selected. Copy it by the keyboard')
    }
  }
  return (
    <div className="rounded-option border border-line-strong p-3">
      <Field label={label} hint={hint}>
        {(ids) => (
          <div className="flex gap-2">
            <input
              {...ids}
              readOnly
              value={value}
              onFocus={(event) => event.currentTarget.select()}
              className={cn(fieldClass, 'h-8 min-w-0 grow font-mono select-text pointer-coarse:h-11')}
            />
            <Button
              size="dialog"
              onClick={(event) => void copy(event.currentTarget.parentElement?.querySelector('input') ?? null)}
            >
              <Icon icon={copied ? Check : Copy} size={14} />
              {copied ? 'Copied' : 'Copy'}
            </Button>
          </div>
        )}
      </Field>
    </div>
  )
}
