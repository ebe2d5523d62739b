/** Version of this StoryCanvas, as package.json has it: written into files that leave the app. */
export const APP_VERSION = '0.1.0'
