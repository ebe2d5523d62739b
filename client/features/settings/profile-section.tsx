import { RadioGroup } from 'radix-ui'
import { useState, type ReactElement } from 'react'
import { useServices } from '#client/session/services-context.tsx'
import { useReadable } from '#client/session/store.ts'
import { personColour } from '#client/ui/avatar.tsx'
import { TextField } from '#client/ui/text-field.tsx'
import { PEOPLE_HUES } from '#shared/protocol/presence.ts'
import { SettingsRow } from './settings-row.tsx'

const HUE_NAMES = ['Teal', 'Violet', 'Green', 'Pink', 'Blue', 'Olive'] as const

/** How others see this person. */
export function ProfileSection(): ReactElement {
  const { profile } = useServices()
  const me = useReadable(profile)
  const [name, setName] = useState(me.name)
  const empty = name.trim() === ''
  return (
    <>
      <div className="border-b border-line py-3">
        <TextField
          label="Your name"
          hint="Others see it beside what you select, and on the takes that you make."
          error={empty ? 'A name needs at least one character' : null}
          value={name}
          maxLength={100}
          autoComplete="nickname"
          className="max-w-80"
          onChange={(event) => {
            setName(event.target.value)
            if (event.target.value.trim() !== '') void profile.change({ name: event.target.value })
          }}
          onBlur={() => {
            if (empty) setName(me.name)
          }}
        />
      </div>
      <SettingsRow title="Your colour" hint="Of your avatar, and of your selection on other screens.">
        <RadioGroup.Root
          aria-label="Your colour"
          orientation="horizontal"
          value={String(me.hue)}
          onValueChange={(hue) => void profile.change({ hue: Number(hue) })}
          className="flex gap-2"
        >
          {Array.from({ length: PEOPLE_HUES }, (_, hue) => (
            <RadioGroup.Item
              key={hue}
              value={String(hue)}
              aria-label={HUE_NAMES[hue] ?? `Colour ${hue + 1}`}
              title={HUE_NAMES[hue]}
              className="touch-target flex size-8 items-center justify-center rounded-full data-[state=checked]:ring-chosen"
            >
              <span
                className="size-6 rounded-full forced-color-adjust-none"
                style={{ background: personColour(hue) }}
              />
            </RadioGroup.Item>
          ))}
        </RadioGroup.Root>
      </SettingsRow>
    </>
  )
}
