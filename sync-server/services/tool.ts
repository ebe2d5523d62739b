/** Exit code of a tool that did not do what it was asked. */
const FAILED = 1

/** A line for whoever runs the tool. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Ends the tool with a line on why. */
export function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(FAILED)
}
