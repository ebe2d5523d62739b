import { Command } from 'cmdk'
import { Search } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useMemo, useState, type ReactElement } from 'react'
import { useActionHost } from '#client/session/action-host.tsx'
import { actionRegistry } from '#client/session/action-registry.ts'
import type { CatalogEntry } from '#client/storage/project-catalog.ts'
import { useReadable } from '#client/session/store.ts'
import { Icon } from '#client/ui/icon-button.tsx'
import { Kbd } from '#client/ui/kbd.tsx'
import { useReturnFocus } from '#client/ui/use-return-focus.ts'
import { paletteOpen } from './overlays.ts'
import { paletteGroups, type PaletteItem } from './palette-items.ts'
import { readRecent, rememberRecent } from './palette-recent.ts'

/** The command palette: every command and every place, found by a few letters. */
export function CommandPalette({ films }: { films: readonly CatalogEntry[] }): ReactElement {
  const open = useReadable(paletteOpen)
  const focus = useReturnFocus()
  return (
    <Radix.Root open={open} onOpenChange={paletteOpen.set}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-70 bg-veil" />
        <Radix.Content
          onOpenAutoFocus={focus.remember}
          onCloseAutoFocus={focus.giveBack}
          aria-describedby={undefined}
          className="fixed inset-x-3 top-[12vh] z-70 mx-auto flex max-h-[min(572px,76vh)] max-w-[660px] flex-col overflow-hidden rounded-dialog bg-overlay text-fg shadow-dialog outline-none max-sm:top-3"
        >
          <Radix.Title className="sr-only">Find anything</Radix.Title>
          <PaletteBody films={films} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function PaletteBody({ films }: { films: readonly CatalogEntry[] }): ReactElement {
  const host = useActionHost()
  const [typed, setTyped] = useState('')
  // Taken once: what the palette offers does not shift under the fingers while it is open.
  const [source] = useState(() => ({
    actions: actionRegistry.all(),
    context: host.context(),
    films,
    recent: readRecent(),
  }))
  const groups = useMemo(() => paletteGroups(typed, source), [typed, source])

  const choose = (item: PaletteItem): void => {
    if (item.reason) return
    paletteOpen.set(false)
    rememberRecent(item.id)
    item.run()
  }

  return (
    <Command shouldFilter={false} loop label="Find anything" className="flex min-h-0 flex-col">
      <div className="flex h-[54px] shrink-0 items-center gap-3 border-b border-line px-5">
        <Icon icon={Search} size={18} className="text-fg-3" />
        <Command.Input
          value={typed}
          onValueChange={setTyped}
          placeholder="Find a command, a clip, a film"
          className="h-full min-w-0 grow bg-transparent text-section text-fg outline-none"
        />
      </div>
      <Command.List className="min-h-0 grow overflow-y-auto p-2 [scroll-padding:8px]">
        <Command.Empty className="py-10 text-center text-fg-2">
          Nothing is called that. Try fewer letters.
        </Command.Empty>
        {groups.map((group) => (
          <Command.Group
            key={group.heading}
            heading={group.heading}
            className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1.5 [&_[cmdk-group-heading]]:text-meta [&_[cmdk-group-heading]]:text-fg-3"
          >
            {group.items.map((item) => (
              <Command.Item
                key={item.id}
                value={`${group.heading} ${item.id}`}
                disabled={item.reason !== null}
                onSelect={() => choose(item)}
                className="flex min-h-9 items-center gap-3 rounded-option px-3 text-body data-[disabled=true]:text-fg-3 data-[selected=true]:bg-active data-[selected=true]:[&_kbd]:text-fg-2 pointer-coarse:min-h-11"
              >
                <Mark item={item} />
                <span className="min-w-0 truncate font-medium">{item.label}</span>
                <span className="min-w-0 grow truncate text-meta text-fg-3">{item.reason ?? item.detail}</span>
                {item.keys ? <Kbd keys={item.keys} /> : null}
              </Command.Item>
            ))}
          </Command.Group>
        ))}
      </Command.List>
      <footer className="flex h-9 shrink-0 items-center gap-4 border-t border-line px-5 text-tag text-fg-3 max-sm:hidden">
        <span className="flex items-center gap-1.5">
          <Kbd keys="up" />
          <Kbd keys="down" /> choose
        </span>
        <span className="flex items-center gap-1.5">
          <Kbd keys="enter" /> run
        </span>
        <span className="ml-auto">
          Type <b className="font-semibold text-fg-2">&gt;</b> for commands,{' '}
          <b className="font-semibold text-fg-2">:</b> for a time or bar
        </span>
      </footer>
    </Command>
  )
}

function Mark({ item }: { item: PaletteItem }): ReactElement {
  if (item.picture) {
    return (
      <img
        src={`/media/${item.picture}?width=96`}
        alt=""
        width={34}
        height={20}
        className="h-5 w-[34px] shrink-0 rounded-band bg-stage object-cover"
      />
    )
  }
  return item.icon ? <Icon icon={item.icon} className="shrink-0 text-fg-2" /> : <span className="size-4 shrink-0" />
}
