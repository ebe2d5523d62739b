import { Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { updateScene } from '#shared/commands/scene-commands.ts'
import { SCENE_COLOUR_NAMES, sceneBand } from '../../session/scene-colour.ts'
import { useScene, useSession, useSharedText } from '../../session/use-session.tsx'
import { Button } from '../../ui/button.tsx'
import { cn } from '../../ui/cn.ts'
import { useLocked } from '../../ui/edit-lock.tsx'
import { KeptField } from '../../ui/kept-field.tsx'
import { fieldClass } from '../../ui/text-field.tsx'
import { deleteScene } from './scene-actions.ts'

/** Everything about one scene. */
export function SceneInspector({ id }: { id: string }): ReactElement | null {
  const session = useSession()
  const scene = useScene(id)
  const locked = useLocked('edits')
  const lyrics = useSharedText('scene', id, 'lyrics')
  if (!scene || scene.deletedAt !== null) return null
  const set = (
    fields: { name?: string; part?: string; description?: string; colour?: number },
    label: string,
  ): void => {
    session.run(updateScene, { id, ...fields }, { label })
  }
  return (
    <div className="flex h-full flex-col overflow-y-auto">
      <header className="flex h-11 shrink-0 items-center border-b border-line px-4">
        <h2 className="text-title font-semibold">Scene</h2>
      </header>
      <div className="space-y-3.5 p-4">
        <KeptField label="Name" value={scene.name} onKeep={(name) => name !== '' && set({ name }, 'Rename scene')} />
        <KeptField
          label="Part of the song"
          value={scene.part}
          placeholder="Chorus 1"
          onKeep={(part) => set({ part }, 'Change part')}
        />
        <div>
          <label htmlFor={`lyrics-${id}`} className="mb-1 block text-meta text-fg-2">
            Lyrics
          </label>
          <textarea
            id={`lyrics-${id}`}
            {...lyrics}
            rows={6}
            placeholder="What is sung here, a line for each line"
            className={cn(fieldClass, 'resize-y py-2 leading-[18px]')}
          />
        </div>
        <KeptField
          label="Description"
          value={scene.description}
          placeholder="Where it is, what happens, what it should feel like"
          lines
          onKeep={(description) => set({ description }, 'Describe scene')}
        />
        <fieldset disabled={locked !== null}>
          <legend className="mb-1.5 text-meta text-fg-2">Colour</legend>
          <div className="flex flex-wrap gap-1">
            {SCENE_COLOUR_NAMES.map((name, index) => (
              <button
                key={name}
                type="button"
                aria-label={name}
                aria-pressed={scene.colour === index}
                title={name}
                onClick={() => set({ colour: index }, 'Colour scene')}
                className={cn(
                  'size-7 rounded-control border border-line-strong pointer-coarse:size-11',
                  scene.colour === index && 'ring-chosen',
                )}
                style={{ background: sceneBand(index) }}
              />
            ))}
          </div>
        </fieldset>
        <Button locks="edits" look="danger" onClick={() => deleteScene(session, id)}>
          <Trash2 size={14} aria-hidden />
          Delete scene
        </Button>
      </div>
    </div>
  )
}
