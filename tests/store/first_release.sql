-- The store as its first release (commit 7a022ad) made and filled it, in the words of SQL that both
-- databases know; what later releases added is missing.

CREATE TABLE store_version (
  version INTEGER NOT NULL
);
INSERT INTO store_version VALUES (1);

CREATE TABLE store_entry (
  city TEXT NOT NULL,
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  at TEXT NOT NULL,
  "by" TEXT NOT NULL,
  why TEXT NOT NULL,
  source_name TEXT,
  source_sha256 TEXT,
  undoes INTEGER,
  rows INTEGER NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (city, number)
);
INSERT INTO store_entry VALUES ('99', 1, 'publish', '2026-11-28T12:54:46Z', '张三', '试', '名单.xlsx', 'abababababababababababababababababababababababababababababababab', NULL, 2, '2fb43dfce2b34c8d20b7edcf9d7e8135e6ec967b0c14e1e4c688e7a2c9ccd8cb');
INSERT INTO store_entry VALUES ('99', 2, 'publish', '2026-11-28T12:54:46Z', '李四', '改', NULL, NULL, NULL, 1, '1f6b998313273d841adae46ac1e92908721139ae76a357a62339274c857d4722');
INSERT INTO store_entry VALUES ('99', 3, 'undo', '2026-11-28T12:54:46Z', '张三', '改错', NULL, NULL, 2, 1, '1662835f7091487949a478b6ef28182e693ae73ad09b71a6fc3932e3543b5065');

CREATE TABLE store_change (
  city TEXT NOT NULL,
  number INTEGER NOT NULL,
  position INTEGER NOT NULL,
  file TEXT NOT NULL,
  "key" TEXT NOT NULL,
  "before" TEXT,
  "after" TEXT,
  PRIMARY KEY (city, number, position),
  FOREIGN KEY(city, number) REFERENCES store_entry (city, number)
);
INSERT INTO store_change VALUES ('99', 1, 0, 'units.csv', '1', NULL, '{"code": "1", "counts": "yes", "level": "town", "name": "\u7532", "source": "s"}');
INSERT INTO store_change VALUES ('99', 1, 1, 'units.csv', '2', NULL, '{"code": "2", "counts": "yes", "level": "town", "name": "\u7532", "source": "s"}');
INSERT INTO store_change VALUES ('99', 2, 0, 'units.csv', '1', '{"code": "1", "counts": "yes", "level": "town", "name": "\u7532", "source": "s"}', '{"code": "1", "counts": "yes", "level": "town", "name": "\u4e59", "source": "s"}');
INSERT INTO store_change VALUES ('99', 3, 0, 'units.csv', '1', '{"code": "1", "counts": "yes", "level": "town", "name": "\u4e59", "source": "s"}', '{"code": "1", "counts": "yes", "level": "town", "name": "\u7532", "source": "s"}');

CREATE TABLE store_submission (
  id INTEGER NOT NULL,
  city TEXT NOT NULL,
  kind TEXT NOT NULL,
  at TEXT NOT NULL,
  payload TEXT NOT NULL,
  PRIMARY KEY (id)
);
INSERT INTO store_submission VALUES (1, '99', 'error', '2026-11-28T12:54:46Z', '{"text": "\u5730\u5740\u4e0d\u5bf9"}');
INSERT INTO store_submission VALUES (2, '99', 'missing', '2026-11-28T12:54:46Z', '{"text": "\u5c11\u4e00\u5904"}');

CREATE TABLE store_contact (
  submission INTEGER NOT NULL,
  contact TEXT NOT NULL,
  PRIMARY KEY (submission),
  FOREIGN KEY(submission) REFERENCES store_submission (id)
);
INSERT INTO store_contact VALUES (1, '{"phone": "12345"}');

CREATE TABLE store_decision (
  submission INTEGER NOT NULL,
  position INTEGER NOT NULL,
  state TEXT NOT NULL,
  at TEXT NOT NULL,
  "by" TEXT NOT NULL,
  why TEXT NOT NULL,
  entry INTEGER,
  PRIMARY KEY (submission, position),
  FOREIGN KEY(submission) REFERENCES store_submission (id)
);
INSERT INTO store_decision VALUES (1, 0, 'declined', '2026-11-28T12:54:46Z', '张三', '查过', NULL);

CREATE TABLE store_snapshot (
  city TEXT NOT NULL,
  name TEXT NOT NULL,
  document TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (city, name)
);

CREATE INDEX store_change_file ON store_change (city, file);
