import type { SqliteFile } from './sqlite-file.ts'

/** One step of the file's shape. A step that has been released never changes; a new one is added below it. */
export interface Migration {
  readonly name: string
  readonly sql: string
}

/** All steps in order: step n brings a file from version n to n + 1. */
export const MIGRATIONS: readonly Migration[] = [
  {
    name: 'documents, catalogue and media',
    sql: `
      CREATE TABLE document_updates (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        room TEXT NOT NULL,
        bytes BLOB NOT NULL,
        author TEXT,
        at INTEGER NOT NULL
      );
      CREATE INDEX document_updates_by_room ON document_updates (room, seq);
      CREATE TABLE document_snapshots (
        room TEXT PRIMARY KEY,
        bytes BLOB NOT NULL,
        through_seq INTEGER NOT NULL
      );
      CREATE TABLE projects (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        archived_at INTEGER,
        deleted_at INTEGER
      );
      CREATE TABLE entities (
        entity_id TEXT PRIMARY KEY,
        project_id TEXT NOT NULL,
        kind TEXT NOT NULL
      );
      CREATE INDEX entities_by_project ON entities (project_id);
      CREATE TABLE media (
        sha256 TEXT PRIMARY KEY,
        mime TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        kind TEXT NOT NULL,
        width INTEGER,
        height INTEGER,
        duration REAL,
        created_at INTEGER NOT NULL
      );
    `,
  },
  {
    name: 'jobs and hosts',
    sql: `
      CREATE TABLE jobs (
        id TEXT PRIMARY KEY,
        revision INTEGER NOT NULL,
        project_id TEXT NOT NULL,
        clip_id TEXT NOT NULL,
        host_id TEXT,
        state TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        body TEXT NOT NULL
      );
      CREATE INDEX jobs_by_age ON jobs (created_at, id);
      CREATE INDEX jobs_by_project ON jobs (project_id, created_at);
      CREATE INDEX jobs_by_clip ON jobs (clip_id, created_at);
      CREATE INDEX jobs_by_state ON jobs (state, created_at);
      CREATE TABLE hosts (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        url TEXT NOT NULL,
        paused INTEGER NOT NULL,
        created_at INTEGER NOT NULL
      );
    `,
  },
  {
    name: 'how new a snapshot is',
    sql: 'ALTER TABLE document_snapshots ADD COLUMN newest_at INTEGER NOT NULL DEFAULT 0;',
  },
  {
    name: 'the record of a film in its catalogue entry',
    sql: 'ALTER TABLE projects ADD COLUMN record TEXT;',
  },
  {
    name: 'versions of films',
    sql: `
      CREATE TABLE versions (
        project_id TEXT NOT NULL,
        id TEXT NOT NULL,
        name TEXT,
        kind TEXT NOT NULL,
        at INTEGER NOT NULL,
        author TEXT,
        bytes INTEGER NOT NULL,
        fingerprint TEXT NOT NULL,
        PRIMARY KEY (project_id, id)
      );
      CREATE INDEX versions_by_age ON versions (project_id, at);
      CREATE TABLE version_states (
        project_id TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        state BLOB NOT NULL,
        uses INTEGER NOT NULL,
        PRIMARY KEY (project_id, fingerprint)
      );
    `,
  },
  {
    name: 'a checksum of each update',
    sql: 'ALTER TABLE document_updates ADD COLUMN crc INTEGER;',
  },
  {
    name: 'sealed secrets',
    sql: `
      CREATE TABLE secrets (
        name TEXT PRIMARY KEY,
        key_id TEXT NOT NULL,
        sealed BLOB NOT NULL,
        updated_at INTEGER NOT NULL
      );
    `,
  },
  {
    name: 'batches, pull workers and answers to repeated requests',
    sql: `
      CREATE TABLE batches (
        id TEXT PRIMARY KEY,
        created_at INTEGER NOT NULL,
        submitted INTEGER NOT NULL,
        body TEXT NOT NULL
      );
      CREATE INDEX batches_by_age ON batches (created_at, id);
      CREATE TABLE pull_workers (
        id TEXT PRIMARY KEY,
        created_at INTEGER NOT NULL,
        body TEXT NOT NULL
      );
      CREATE TABLE request_answers (
        scope TEXT NOT NULL,
        key TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        answer TEXT,
        until INTEGER NOT NULL,
        PRIMARY KEY (scope, key)
      );
      CREATE INDEX request_answers_by_end ON request_answers (until);
    `,
  },
  {
    name: 'accounts, roles, the audit log and who uses which media',
    sql: `
      CREATE TABLE accounts (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL UNIQUE,
        display_name TEXT NOT NULL,
        studio_role TEXT NOT NULL,
        password_hash TEXT,
        disabled INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        last_seen_at INTEGER
      );
      CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        token_hash TEXT NOT NULL UNIQUE,
        account_id TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        last_seen_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        user_agent TEXT NOT NULL,
        address TEXT
      );
      CREATE INDEX sessions_by_account ON sessions (account_id);
      CREATE TABLE one_time_codes (
        code_hash TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        account_id TEXT,
        expires_at INTEGER NOT NULL
      );
      CREATE TABLE film_members (
        project_id TEXT NOT NULL,
        account_id TEXT NOT NULL,
        role TEXT NOT NULL,
        since INTEGER NOT NULL,
        PRIMARY KEY (project_id, account_id)
      );
      CREATE INDEX film_members_by_account ON film_members (account_id);
      CREATE TABLE invitations (
        id TEXT PRIMARY KEY,
        code_hash TEXT NOT NULL UNIQUE,
        studio_role TEXT NOT NULL,
        project_id TEXT,
        project_role TEXT,
        note TEXT NOT NULL,
        inviter_id TEXT,
        inviter TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        used_by TEXT
      );
      CREATE TABLE audit_log (
        id TEXT PRIMARY KEY,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        actor_id TEXT,
        actor TEXT NOT NULL,
        address TEXT,
        project_id TEXT,
        subject TEXT NOT NULL,
        detail TEXT NOT NULL
      );
      CREATE TABLE film_media (
        sha256 TEXT NOT NULL,
        project_id TEXT NOT NULL,
        PRIMARY KEY (sha256, project_id)
      );
      CREATE INDEX film_media_by_film ON film_media (project_id);
      CREATE TABLE media_uploads (
        sha256 TEXT NOT NULL,
        account_id TEXT NOT NULL,
        PRIMARY KEY (sha256, account_id)
      );
      -- Every film is read again at the next start, to learn which media it uses.
      UPDATE projects SET record = NULL;
    `,
  },
  {
    name: 'hosts that ask for a password',
    sql: 'ALTER TABLE hosts ADD COLUMN credentials_at INTEGER;',
  },
  {
    name: 'tokens, share links, passkeys and sign-in services',
    sql: `
      CREATE TABLE access_tokens (
        id TEXT PRIMARY KEY,
        token_hash TEXT NOT NULL UNIQUE,
        account_id TEXT,
        name TEXT NOT NULL,
        scopes TEXT NOT NULL,
        hint TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER,
        last_used_at INTEGER
      );
      CREATE INDEX access_tokens_by_account ON access_tokens (account_id);
      CREATE TABLE share_links (
        id TEXT PRIMARY KEY,
        token_hash TEXT NOT NULL UNIQUE,
        project_id TEXT NOT NULL,
        role TEXT NOT NULL,
        note TEXT NOT NULL,
        password_hash TEXT,
        maker_id TEXT,
        maker TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        expires_at INTEGER,
        last_used_at INTEGER
      );
      CREATE INDEX share_links_by_project ON share_links (project_id);
      CREATE TABLE passkeys (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL,
        public_key BLOB NOT NULL,
        counter INTEGER NOT NULL,
        transports TEXT NOT NULL,
        synced INTEGER NOT NULL,
        name TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        last_used_at INTEGER
      );
      CREATE INDEX passkeys_by_account ON passkeys (account_id);
      CREATE TABLE outside_identities (
        issuer TEXT NOT NULL,
        subject TEXT NOT NULL,
        account_id TEXT NOT NULL,
        email TEXT,
        linked_at INTEGER NOT NULL,
        PRIMARY KEY (issuer, subject)
      );
      CREATE INDEX outside_identities_by_account ON outside_identities (account_id);
      CREATE TABLE ceremonies (
        key_hash TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        data TEXT NOT NULL,
        expires_at INTEGER NOT NULL
      );
    `,
  },
  {
    name: 'when a request that may be repeated began',
    sql: `
      ALTER TABLE request_answers ADD COLUMN began INTEGER NOT NULL DEFAULT 0;
    `,
  },
  {
    name: 'whether the queue is paused',
    sql: `
      CREATE TABLE queue_switch (
        id TEXT PRIMARY KEY,
        paused INTEGER NOT NULL
      );
    `,
  },
]

/**
 * Brings a file to the newest version; doing it twice changes nothing. Each step is one transaction, and two
 * processes that start at once take turns. Throws where the file is newer than this code.
 */
export function migrate(file: SqliteFile, migrations: readonly Migration[] = MIGRATIONS): void {
  for (;;) {
    file.exec('BEGIN IMMEDIATE')
    try {
      const version = fileVersion(file)
      if (version > migrations.length) {
        throw new Error(
          `The database was written by a newer StoryCanvas (version ${version}, this one knows ${migrations.length}). ` +
            'Nothing was changed. Start the newer version, or use another DATA_DIR',
        )
      }
      const next = migrations[version]
      if (next) {
        file.exec(next.sql)
        file.exec(`PRAGMA user_version = ${version + 1}`)
      }
      file.exec('COMMIT')
      if (!next) return
    } catch (error) {
      file.exec('ROLLBACK')
      throw error
    }
  }
}

function fileVersion(file: SqliteFile): number {
  const [row] = file.database.prepare('PRAGMA user_version').all([]) as [{ user_version: number }]
  return row.user_version
}
