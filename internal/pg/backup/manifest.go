package backup

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
)

// What a folder may be refused for.
var (
	ErrNotEmpty = fault.New(fault.Conflict, "backup_folder_in_use", "the folder of a new backup must not exist or be empty")
	ErrNone     = fault.New(fault.NotFound, "backup_missing", "the folder holds no finished backup: manifest.json is missing")
	ErrDamaged  = fault.New(fault.Invalid, "backup_damaged", "the backup is not what its manifest says")
	ErrNewer    = fault.New(fault.Invalid, "backup_newer", "the backup was made by a newer program; restore it with that one")
	ErrTarget   = fault.New(fault.Conflict, "restore_not_empty", "the database is not empty; a restore never mixes with what is there")
)

const (
	manifestName = "manifest.json"
	dumpName     = "database.dump"
	format       = 1
)

// Manifest says what a backup holds.
type Manifest struct {
	Format   int              `json:"format"`
	MadeAt   time.Time        `json:"made_at"`
	Schema   int64            `json:"schema"` // number of the last migration
	Postgres string           `json:"postgres"`
	Files    []File           `json:"files"`
	Rows     map[string]int64 `json:"rows"` // by table, counted in the snapshot that was copied
}

// File is one file of the copy.
type File struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Total is the number of rows in all tables.
func (m *Manifest) Total() int64 {
	var n int64
	for _, rows := range m.Rows {
		n += rows
	}
	return n
}

// Read reads the manifest of a finished backup and compares every file with
// it. It returns ErrNone and ErrDamaged.
func Read(dir string) (*Manifest, error) {
	raw, err := os.ReadFile(filepath.Join(dir, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNone.With("%s holds no finished backup: %s is missing", dir, manifestName)
	}
	if err != nil {
		return nil, fmt.Errorf("read backup: %w", err)
	}
	var m Manifest
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return nil, ErrDamaged.With("%s: %v", manifestName, err)
	}
	if m.Format != format {
		return nil, ErrNewer.With("the backup has format %d, this program reads %d", m.Format, format)
	}
	for _, f := range m.Files {
		if f.Name != filepath.Base(f.Name) {
			return nil, ErrDamaged.With("%s names a file outside the backup: %q", manifestName, f.Name)
		}
		got, err := measure(dir, f.Name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, ErrDamaged.With("%s is missing", f.Name)
		}
		if err != nil {
			return nil, fmt.Errorf("read backup: %w", err)
		}
		if got != f {
			return nil, ErrDamaged.With("%s has %d bytes with sum %.12s…, the manifest says %d with %.12s…", f.Name, got.Bytes, got.SHA256, f.Bytes, f.SHA256)
		}
	}
	return &m, nil
}

func measure(dir, name string) (File, error) {
	r, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return File{}, err
	}
	defer func() { _ = r.Close() }()
	h := sha256.New()
	n, err := io.Copy(h, r)
	if err != nil {
		return File{}, err
	}
	return File{Name: name, Bytes: n, SHA256: hex.EncodeToString(h.Sum(nil))}, nil
}

// write puts the manifest down and makes sure that all of it is on the disk.
func (m *Manifest) write(dir string) error {
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, manifestName), append(raw, '\n'), 0o600); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	for _, name := range []string{manifestName, dumpName, "."} {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			return fmt.Errorf("write backup: %w", err)
		}
		err = f.Sync()
		if cerr := f.Close(); err == nil {
			err = cerr
		}
		if err != nil {
			return fmt.Errorf("write backup: %w", err)
		}
	}
	return nil
}
