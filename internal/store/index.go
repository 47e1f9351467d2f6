package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"
	"modernc.org/sqlite"
)

const indexName = "index.db"

// The index. An entry's row holds its summary as in the segment (see
// appendSummary) and the place of its last record. progress is one row: what
// the index covers, what the disk is known to have, and the next numbers.
// segment says up to which entry a segment may hold last records.
const schema = `
CREATE TABLE entry (
	id INTEGER PRIMARY KEY,
	seg INTEGER NOT NULL,
	off INTEGER NOT NULL,
	len INTEGER NOT NULL,
	active INTEGER,
	summary BLOB NOT NULL
);
CREATE INDEX entry_active ON entry (id) WHERE active IS NOT NULL;
CREATE TABLE segment (
	seg INTEGER PRIMARY KEY,
	last_id INTEGER NOT NULL
);
CREATE TABLE progress (
	one INTEGER PRIMARY KEY CHECK (one = 1),
	indexed_seg INTEGER NOT NULL, indexed_off INTEGER NOT NULL,
	synced_seg INTEGER NOT NULL, synced_off INTEGER NOT NULL,
	next_id INTEGER NOT NULL, next_conn INTEGER NOT NULL
);
INSERT INTO progress VALUES (1, 0, 0, 0, 0, 1, 1);
`

// migrations are what each version of the index adds to the one before; the
// first makes it. They only add: a session that an older Rockxy wrote is
// brought forward when it is opened for writing.
var migrations = [...]string{schema, blockSchema, keptSchema}

// indexVersion is that of the index that this program writes, its user_version.
const indexVersion = len(migrations)

// index is one connection to the database, without database/sql between: a
// row costs half of what it costs there. It is used by one goroutine at a time.
type index struct {
	conn  driver.Conn
	stmts map[string]driver.Stmt
	args  []driver.NamedValue

	through uint64 // up to this entry there are blocks
	newest  uint64 // number of the newest entry that has a row
	absent  int64  // how many numbers up to newest have no row, nearly

	unpack *zstd.Decoder // of a connection that reads

	// wanted says whether somebody wants to know which rows were deleted; gone are
	// they since the last commit. Nil: nobody does.
	wanted func() bool
	gone   []Range
}

// dsn names the database with pragmas that keep it small in memory.
func dsn(path string, query ...string) string {
	q := append([]string{
		"_pragma=busy_timeout(10000)",
		"_pragma=cache_size(-1024)",
		"_pragma=mmap_size(0)",
		"_pragma=temp_store(MEMORY)",
		"_dqs=0",
	}, query...)
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + strings.Join(q, "&")
}

// openIndex opens or makes the database of the session in dir for writing.
func openIndex(dir string) (*index, error) {
	path := filepath.Join(dir, indexName)
	// SQLite gives the files beside a database the mode of the database.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	f.Close()
	conn, err := new(sqlite.Driver).Open(dsn(path,
		"_pragma=auto_vacuum(2)", "_pragma=journal_mode(WAL)", "_pragma=synchronous(NORMAL)",
		"_pragma=journal_size_limit(4194304)"))
	if err != nil {
		return nil, fmt.Errorf("open the index of the session: %w", err)
	}
	x := &index{conn: conn, stmts: map[string]driver.Stmt{}}
	if err := x.migrate(path); err != nil {
		x.close()
		return nil, err
	}
	return x, nil
}

// migrate brings the schema to indexVersion, or refuses a newer one.
func (x *index) migrate(path string) error {
	v, err := x.queryInt("PRAGMA user_version")
	if err != nil {
		return err
	}
	if v > int64(indexVersion) {
		return &VersionError{Path: path, Have: int(v), Know: indexVersion}
	}
	if v == int64(indexVersion) {
		return x.loadNumbers()
	}
	err = x.tx(func() error {
		for _, step := range migrations[v:] {
			if err := x.exec(step); err != nil {
				return err
			}
		}
		return x.exec(fmt.Sprintf("PRAGMA user_version = %d", indexVersion))
	})
	if err != nil {
		return err
	}
	return x.loadNumbers()
}

// exec runs a statement. One with arguments is prepared once and kept.
func (x *index) exec(query string, args ...driver.Value) error {
	ctx := context.Background()
	if len(args) == 0 {
		_, err := x.conn.(driver.ExecerContext).ExecContext(ctx, query, nil)
		return err
	}
	st, err := x.prepare(query)
	if err != nil {
		return err
	}
	_, err = st.(driver.StmtExecContext).ExecContext(ctx, x.named(args))
	return err
}

func (x *index) prepare(query string) (driver.Stmt, error) {
	if st := x.stmts[query]; st != nil {
		return st, nil
	}
	st, err := x.conn.Prepare(query)
	if err == nil {
		x.stmts[query] = st
	}
	return st, err
}

func (x *index) named(args []driver.Value) []driver.NamedValue {
	x.args = x.args[:0]
	for i, a := range args {
		x.args = append(x.args, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	return x.args
}

// query calls yield with each row's values, which are valid during the call.
func (x *index) query(query string, args []driver.Value, yield func(v []driver.Value) error) error {
	st, err := x.prepare(query)
	if err != nil {
		return err
	}
	rows, err := st.(driver.StmtQueryContext).QueryContext(context.Background(), x.named(args))
	if err != nil {
		return err
	}
	defer rows.Close()
	v := make([]driver.Value, len(rows.Columns()))
	for {
		if err := rows.Next(v); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := yield(v); err != nil {
			return err
		}
	}
}

// queryInt returns the single integer of a query, 0 for NULL or no row.
func (x *index) queryInt(query string, args ...driver.Value) (n int64, err error) {
	err = x.query(query, args, func(v []driver.Value) error {
		n, _ = v[0].(int64)
		return nil
	})
	return n, err
}

func (x *index) tx(f func() error) error {
	if err := x.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := f()
	if err == nil {
		err = x.exec("COMMIT")
	}
	if err != nil {
		_ = x.exec("ROLLBACK") // SQLite may have done so by itself
	}
	return err
}

// shrink gives back what SQLite holds in caches.
func (x *index) shrink() { _ = x.exec("PRAGMA shrink_memory") }

func (x *index) close() error {
	for _, st := range x.stmts {
		st.Close()
	}
	return x.conn.Close()
}

// progress is what the index knows about the journal.
type progress struct {
	indexed, synced  mark
	nextID, nextConn uint64
}

func (x *index) progress() (p progress, err error) {
	err = x.query("SELECT indexed_seg, indexed_off, synced_seg, synced_off, next_id, next_conn FROM progress", nil,
		func(v []driver.Value) error {
			n := make([]int64, len(v))
			for i := range v {
				n[i], _ = v[i].(int64)
			}
			p = progress{mark{uint32(n[0]), n[1]}, mark{uint32(n[2]), n[3]}, uint64(n[4]), uint64(n[5])}
			return nil
		})
	return p, err
}

func (x *index) setProgress(p progress) error {
	return x.exec("UPDATE progress SET indexed_seg=?, indexed_off=?, synced_seg=?, synced_off=?, next_id=?, next_conn=?",
		int64(p.indexed.Seg), p.indexed.Off, int64(p.synced.Seg), p.synced.Off, int64(p.nextID), int64(p.nextConn))
}
