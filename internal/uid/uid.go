// Package uid gives every id its own type, so that a shift's id cannot be
// passed where an agent's is meant. All are UUIDs of version 7: they sort by
// the time of their making.
package uid

import (
	"database/sql/driver"
	"fmt"

	"github.com/google/uuid"

	"github.com/manyhands/manyhands/internal/fault"
)

// ErrMalformed refuses text that is not an id.
var ErrMalformed = fault.New(fault.Invalid, "id_malformed", "an id is a UUID")

// Of is the id of one kind of thing.
type Of[K any] uuid.UUID

// New makes an id from the machine's time and random source.
func New[ID ~[16]byte]() ID { return ID(uuid.Must(uuid.NewV7())) }

// Derive makes the id that name always has inside space: the same name twice
// is the same id. Seeds and imports use it.
func Derive[ID ~[16]byte](space, name string) ID {
	return ID(uuid.NewSHA1(uuid.NameSpaceURL, []byte("manyhands:"+space+":"+name)))
}

// Parse reads an id. It returns ErrMalformed.
func Parse[ID ~[16]byte](s string) (ID, error) {
	u, err := uuid.Parse(s)
	if err != nil || len(s) != 36 {
		var none ID
		return none, ErrMalformed.At("id", "a UUID", s)
	}
	return ID(u), nil
}

// String is the id as text.
func (id Of[K]) String() string { return uuid.UUID(id).String() }

// IsZero tells whether the id was never set.
func (id Of[K]) IsZero() bool { return id == Of[K]{} }

// MarshalText writes the id as text.
func (id Of[K]) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the id from text; empty text is the zero id.
func (id *Of[K]) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*id = Of[K]{}
		return nil
	}
	v, err := Parse[Of[K]](string(b))
	if err != nil {
		return err
	}
	*id = v
	return nil
}

// Value is what SQL stores: the zero id is NULL.
func (id Of[K]) Value() (driver.Value, error) {
	if id.IsZero() {
		return nil, nil
	}
	return id.String(), nil
}

// Scan reads what SQL stored: NULL is the zero id.
func (id *Of[K]) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*id = Of[K]{}
		return nil
	case string:
		return id.UnmarshalText([]byte(v))
	case []byte:
		if len(v) == 16 {
			copy(id[:], v)
			return nil
		}
		return id.UnmarshalText(v)
	case [16]byte:
		*id = v
		return nil
	}
	return fmt.Errorf("scan id from %T", src)
}
