/**
 * Version of everything that crosses the wire between a browser and its server.
 * 1: first version.
 */
export const PROTOCOL_VERSION = 1
