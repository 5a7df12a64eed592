package uid_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/manyhands/manyhands/internal/uid"
)

// An id, none, a pointer to one and a list of them come back from PostgreSQL's
// wire as they went, in bytes and in text.
func TestIDsCrossTheWire(t *testing.T) {
	t.Parallel()
	m := pgtype.NewMap()
	id := uid.New[uid.Agent]()
	for _, format := range []int16{pgtype.BinaryFormatCode, pgtype.TextFormatCode} {
		var got uid.Agent
		cross(t, m, pgtype.UUIDOID, format, id, &got)
		if got != id {
			t.Errorf("format %d: %s came back as %s", format, id, got)
		}
		var some *uid.Agent
		cross(t, m, pgtype.UUIDOID, format, &id, &some)
		if some == nil || *some != id {
			t.Errorf("format %d: a pointer to %s came back as %v", format, id, some)
		}
		var list []uid.Agent
		cross(t, m, pgtype.UUIDArrayOID, format, []uid.Agent{id, {}}, &list)
		if len(list) != 2 || list[0] != id || !list[1].IsZero() {
			t.Errorf("format %d: a list with none in it came back as %s", format, list)
		}
	}
	for _, none := range []any{uid.Agent{}, (*uid.Agent)(nil), nil} {
		if b, err := m.Encode(pgtype.UUIDOID, pgtype.BinaryFormatCode, none, nil); err != nil || b != nil {
			t.Errorf("%T of zero: % x, %v; want NULL", none, b, err)
		}
	}
	got := id
	if err := m.Scan(pgtype.UUIDOID, pgtype.BinaryFormatCode, nil, &got); err != nil || !got.IsZero() {
		t.Errorf("NULL came as %s, %v; want the zero id", got, err)
	}
	if err := m.Scan(pgtype.TextOID, pgtype.TextFormatCode, []byte(id.String()), &got); err != nil || got != id {
		t.Errorf("a text column gave %s, %v", got, err)
	}
	if err := m.Scan(pgtype.UUIDOID, pgtype.BinaryFormatCode, []byte("short"), &got); err == nil {
		t.Error("five bytes were taken for an id")
	}
}

func cross(t *testing.T, m *pgtype.Map, oid uint32, format int16, from, into any) {
	t.Helper()
	b, err := m.Encode(oid, format, from, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Scan(oid, format, b, into); err != nil {
		t.Fatal(err)
	}
}
