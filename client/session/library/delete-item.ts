import type { z } from 'zod'
import type { Command } from '#shared/commands/command.ts'
import type { EntityId } from '#shared/model/ids.ts'
import { toasts } from '../../ui/toast-store.ts'
import { attempt } from './cast-edits.ts'
import type { Undoable } from './cast-home.ts'

type IdCommand<D> = Command<D, z.ZodObject<{ id: typeof EntityId }>, void>

/** Where something is deleted and brought back. */
interface Home<D> extends Undoable {
  run(command: IdCommand<D>, args: { id: string }, options?: { label?: string }): void
}

/** Moves something to the trash and offers to take that back. */
export function deleteItem<D>(
  home: Home<D>,
  { trash, restore }: { readonly trash: IdCommand<D>; readonly restore: IdCommand<D> },
  { id, name }: { readonly id: string; readonly name: string },
): void {
  const called = name || 'it'
  const label = `Delete ${called}`
  if (!attempt(() => home.run(trash, { id }, { label }))) return
  toasts.show({
    title: `Deleted ${called}`,
    action: {
      label: 'Undo',
      run: () => {
        if (home.undoState.get().undo === label) home.undo()
        else attempt(() => home.run(restore, { id }, { label: `Restore ${called}` }))
      },
    },
  })
}
