package store

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"time"

	sqlite3 "modernc.org/sqlite/lib"
)

// openReadOnly opens the index of a session and reads its version. Reading must
// not change the files of a session, and SQLite makes files beside a database
// that has a log. So:
//
//   - An index that nobody writes and that has no log is opened as one that does
//     not change. A process that begins to write it afterwards puts what is new
//     into a log, for some time at least.
//   - One that is being written, or that a process left that was killed, is
//     opened as SQLite does it.
//   - Where that cannot be, since nothing can be written beside it, a copy is
//     read. drop removes it.
func openReadOnly(dir string) (db *sql.DB, name string, version int, drop func() error, err error) {
	path := filepath.Join(dir, indexName)
	drop = func() error { return nil }
	if _, used, err := InUse(dir); err == nil && !used && fileSize(path+"-wal") == 0 {
		db, name, version, err = openDatabase(dsn(path, "mode=ro", "immutable=1", queryOnly))
		return db, name, version, drop, err
	}
	db, name, version, err = openDatabase(dsn(path, "mode=ro", queryOnly))
	if code := resultCode(err); code == sqlite3.SQLITE_CANTOPEN || code == sqlite3.SQLITE_READONLY {
		if path, drop, err = copyIndex(path); err != nil {
			return nil, "", 0, drop, err
		}
		db, name, version, err = openDatabase(dsn(path, "mode=ro", queryOnly))
	}
	if err != nil {
		err = errors.Join(err, drop())
	}
	return db, name, version, drop, err
}

const queryOnly = "_pragma=query_only(1)"

func openDatabase(name string) (db *sql.DB, _ string, version int, err error) {
	if db, err = sql.Open("sqlite", name); err != nil {
		return nil, name, 0, err
	}
	db.SetMaxOpenConns(4)
	db.SetMaxIdleConns(2)
	db.SetConnMaxIdleTime(30 * time.Second)
	if err := db.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return nil, name, 0, errors.Join(err, db.Close())
	}
	return db, name, version, nil
}

// copyIndex copies an index with its log.
func copyIndex(path string) (copied string, drop func() error, err error) {
	drop = func() error { return nil }
	temp, err := os.MkdirTemp("", "rockxy-index-")
	if err != nil {
		return "", drop, err
	}
	drop = func() error { return os.RemoveAll(temp) }
	copied = filepath.Join(temp, indexName)
	for _, suffix := range []string{"", "-wal"} {
		f, err := os.Open(path + suffix)
		if err != nil {
			return "", drop, errors.Join(err, drop())
		}
		_, err = writeWhole(copied+suffix, f)
		f.Close()
		if err != nil {
			return "", drop, errors.Join(err, drop())
		}
	}
	return copied, drop, nil
}
