/** In place of the registration of a service worker: the bench's page must not become part of the app that it measures. */
export const registerSW = () => async (): Promise<void> => undefined
