import { Search } from 'lucide-react'
import { useMemo, useState, useSyncExternalStore, type ReactElement } from 'react'
import type { Action, ActionGroup } from '#client/session/action.ts'
import { actionRegistry } from '#client/session/action-registry.ts'
import { cn } from '#client/ui/cn.ts'
import { Dialog } from '#client/ui/dialog.tsx'
import { Icon } from '#client/ui/icon-button.tsx'
import { Kbd } from '#client/ui/kbd.tsx'
import { fieldClass } from '#client/ui/text-field.tsx'
import { showKeys } from '#client/ui/keys.ts'
import { fuzzyScore } from './fuzzy.ts'

const GROUPS: readonly ActionGroup[] = ['Play', 'See', 'Go', 'Cut', 'Takes', 'Edit', 'Settings']

/** The actions that have a key and fit what was typed, by group. */
export function shortcutGroups(
  actions: readonly Action[],
  query: string,
): readonly { group: ActionGroup; actions: readonly Action[] }[] {
  const fits = (action: Action): boolean =>
    fuzzyScore(action.label, query) > 0 ||
    (action.keys ?? []).some((keys) => showKeys(keys).join('').toLowerCase() === query.trim().toLowerCase())
  return GROUPS.map((group) => ({
    group,
    actions: actions.filter((action) => action.group === group && (action.keys?.length ?? 0) > 0 && fits(action)),
  })).filter((one) => one.actions.length > 0)
}

/** All keys there are, made from the same actions that the keyboard runs. */
export function ShortcutsSheet({
  open,
  onOpenChange,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
}): ReactElement {
  const actions = useSyncExternalStore(actionRegistry.subscribe, actionRegistry.all)
  const [query, setQuery] = useState('')
  const groups = useMemo(() => shortcutGroups(actions, query), [actions, query])
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Shortcuts"
      size="large"
      headerExtra={
        <label className="relative w-52 max-w-full">
          <span className="sr-only">Find a shortcut</span>
          <Icon icon={Search} size={14} className="absolute top-2 left-2.5 text-fg-3" />
          <input
            type="search"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            placeholder="Find a shortcut"
            className={cn(fieldClass, 'h-7.5 pl-8')}
          />
        </label>
      }
    >
      {groups.length === 0 ? (
        <p className="py-8 text-center text-fg-2">No shortcut is called that.</p>
      ) : (
        <div className="columns-1 gap-10 sm:columns-2 lg:columns-3">
          {groups.map(({ group, actions: rows }) => (
            <section key={group} className="mb-6 break-inside-avoid">
              <h3 className="pb-1.5 text-body font-semibold">{group}</h3>
              <dl>
                {rows.map((action) => (
                  <div
                    key={action.id}
                    className="flex min-h-[25px] items-center justify-between gap-3 border-t border-line text-meta text-fg-2"
                  >
                    <dt className="min-w-0 truncate">{action.label}</dt>
                    <dd className="flex shrink-0 gap-1.5">
                      {action.keys?.map((keys) => (
                        <Kbd key={keys} keys={keys} />
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      )}
    </Dialog>
  )
}
