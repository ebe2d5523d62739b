/** Why a film file is not taken. Closed: each stands for one sentence to a person. */
export type FilmFileProblem =
  /** It is something else, whatever it is called. */
  | 'not-a-film-file'
  /** The file, or the film in it, was written by a newer StoryCanvas. */
  | 'newer'
  /** It is a film file that is not whole, or not what it says it is. */
  | 'damaged'
  /** It claims more than any film has. */
  | 'too-large'

const WORDS: Readonly<Record<FilmFileProblem, string>> = {
  'not-a-film-file': 'This is no StoryCanvas film file. Choose one that was saved as .storycanvas.',
  newer: 'A newer StoryCanvas saved this file. Update this one, then open the file again.',
  damaged: 'This file is damaged, so nothing of it was taken. Save it again where it came from, or take another copy.',
  'too-large': 'This file claims to hold more than a film can, so nothing of it was taken.',
}

/** A film file was refused; nothing of it was kept. The message is for people. */
export class FilmFileError extends Error {
  readonly problem: FilmFileProblem

  /** `detail` says in a few words what was found, and stands before the rest: "Its end is missing." */
  constructor(problem: FilmFileProblem, detail = '', options?: ErrorOptions) {
    super(detail ? `${detail} ${WORDS[problem]}` : WORDS[problem], options)
    this.name = 'FilmFileError'
    this.problem = problem
  }
}
