/** The band colour of a scene, as a CSS value. */
export function sceneBand(colour: number): string {
  return `var(--scene-band-${colour})`
}

/** The label colour of a scene's clips on the timeline, as a CSS value. */
export function sceneLabel(colour: number): string {
  return `var(--scene-label-${colour})`
}

/** Names of the scene hues for menus, by index. */
export const SCENE_COLOUR_NAMES = ['Blue', 'Red', 'Pink', 'Violet', 'Teal', 'Green', 'Olive', 'Indigo'] as const
