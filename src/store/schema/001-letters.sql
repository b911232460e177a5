-- SPDX-License-Identifier: GPL-3.0-or-later
-- Times are microseconds since 1970. States are written as in the words of mail-state.h.

PRAGMA application_id = 0x456e766f; -- "Envo"

CREATE TABLE draft (
  id TEXT PRIMARY KEY NOT NULL,
  account_id TEXT,
  subject TEXT NOT NULL,
  recipients TEXT NOT NULL,
  modified_us INTEGER NOT NULL,
  n_attachments INTEGER NOT NULL,
  octets BLOB NOT NULL
);

CREATE INDEX draft_modified ON draft (modified_us);

CREATE TABLE draft_file (
  draft_id TEXT NOT NULL REFERENCES draft ON DELETE CASCADE,
  digest TEXT NOT NULL,
  PRIMARY KEY (draft_id, digest)
) WITHOUT ROWID;

CREATE INDEX draft_file_digest ON draft_file (digest);

-- AUTOINCREMENT: an id is what other programs and the search index remember, so none is used twice.
-- due_us is 0 where nothing happens by itself; accepted says that all recipients accepted the letter.
CREATE TABLE letter (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  originator TEXT NOT NULL,
  recipients TEXT NOT NULL,
  reverse_path TEXT,
  draft_id TEXT,
  size INTEGER NOT NULL CHECK (size >= 0),
  n_attachments INTEGER NOT NULL,
  created_us INTEGER NOT NULL,
  due_us INTEGER NOT NULL,
  ended_us INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL CHECK (state IN ('held', 'queued', 'sending', 'confirming', 'done')),
  paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
  accepted INTEGER NOT NULL DEFAULT 0 CHECK (accepted IN (0, 1)),
  attempts INTEGER NOT NULL DEFAULT 0,
  server TEXT,
  reply_code INTEGER,
  reply_text TEXT,
  failure_kind TEXT,
  failure_stage TEXT,
  failure_code INTEGER,
  failure_text TEXT,
  failure_certificate_flags INTEGER,
  failure_certificate_sha256 TEXT,
  failure_detail TEXT
);

CREATE INDEX letter_due ON letter (account_id, due_us)
  WHERE state IN ('held', 'queued') AND paused = 0 AND due_us > 0;
CREATE INDEX letter_state ON letter (account_id, state);
-- For lists, newest first: the id is each index's last column.
CREATE INDEX letter_accepted ON letter (accepted);
CREATE INDEX letter_account ON letter (account_id);
CREATE INDEX letter_account_accepted ON letter (account_id, accepted);

-- Apart from the letter, because a change of state writes its whole row again. What was indexed
-- stands here: a contentless index forgets a letter only if it is told what it once learnt.
CREATE TABLE letter_content (
  letter_id INTEGER PRIMARY KEY REFERENCES letter ON DELETE CASCADE,
  octets BLOB NOT NULL,
  holes BLOB NOT NULL,
  draft BLOB,
  indexed_subject TEXT NOT NULL,
  indexed_people TEXT NOT NULL,
  indexed_files TEXT NOT NULL,
  indexed_text TEXT NOT NULL
);

CREATE TABLE letter_file (
  letter_id INTEGER NOT NULL REFERENCES letter ON DELETE CASCADE,
  digest TEXT NOT NULL,
  PRIMARY KEY (letter_id, digest)
) WITHOUT ROWID;

CREATE INDEX letter_file_digest ON letter_file (digest);

CREATE TABLE recipient (
  letter_id INTEGER NOT NULL REFERENCES letter ON DELETE CASCADE,
  position INTEGER NOT NULL,
  path TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending'
    CHECK (state IN ('pending', 'accepted', 'refused', 'deferred', 'unknown')),
  reply_code INTEGER,
  reply_text TEXT,
  PRIMARY KEY (letter_id, position)
) WITHOUT ROWID;

CREATE TABLE attempt (
  letter_id INTEGER NOT NULL REFERENCES letter ON DELETE CASCADE,
  number INTEGER NOT NULL,
  ended_us INTEGER NOT NULL,
  server TEXT,
  conversation BLOB NOT NULL,
  PRIMARY KEY (letter_id, number)
);

-- What goes in and is asked for is made by store-search.c: words, and Chinese as overlapping pairs.
-- The ascii tokenizer parts at blanks and leaves all else alone.
CREATE VIRTUAL TABLE letter_search USING fts5 (
  subject, people, text, files, content = '', tokenize = 'ascii'
);

CREATE TABLE person (
  address TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  uses INTEGER NOT NULL,
  used_us INTEGER NOT NULL
) WITHOUT ROWID;

-- each beginning by which a person can be found, case folded
CREATE TABLE person_key (
  beginning TEXT NOT NULL,
  address TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
  PRIMARY KEY (beginning, address)
) WITHOUT ROWID;

CREATE INDEX person_key_address ON person_key (address);

CREATE TABLE login (
  account_id TEXT PRIMARY KEY NOT NULL,
  refused_modified_s INTEGER NOT NULL,
  soft_refusals INTEGER NOT NULL,
  size_limit INTEGER NOT NULL
) WITHOUT ROWID;

-- when the last collection of unreferenced files was
CREATE TABLE collection (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  ended_us INTEGER NOT NULL
);
