-- SPDX-License-Identifier: GPL-3.0-or-later
-- Sent with a hundred thousand letters in it: found while one types, deleted with a way back.

-- One or two letters are the beginning of thousands of words, whose places would be merged at every
-- key; with an index of such beginnings they are read off. For Chinese that is one character.
CREATE VIRTUAL TABLE letter_words USING fts5 (
  subject, people, text, files, content = '', tokenize = 'ascii', prefix = '1 2'
);
INSERT INTO letter_words (rowid, subject, people, text, files)
  SELECT letter_id, indexed_subject, indexed_people, indexed_text, indexed_files
  FROM letter_content;
DROP TABLE letter_search;
ALTER TABLE letter_words RENAME TO letter_search;

-- what ended today, and what is old
CREATE INDEX letter_ended ON letter (ended_us) WHERE state = 'done';

-- Deleted, and kept for as long as that can be undone.
CREATE TABLE letter_deleted (
  letter_id INTEGER PRIMARY KEY REFERENCES letter ON DELETE CASCADE,
  deleted_us INTEGER NOT NULL
);
