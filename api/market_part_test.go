package api_test

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// openSeat books a request with one open slot of four hours.
func (w world) openSeat(t *testing.T, brand uid.Brand, inParts bool) (slot uid.Slot) {
	t.Helper()
	request, slot := uid.New[uid.Request](), uid.New[uid.Slot]()
	err := pg.InTx(t.Context(), w.pool, pg.Everything, func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO matching.request (id, brand_id, event, kind, starts, ends, timezone, channels, languages, plan, staffing, state, created_at, in_parts)
			VALUES ($1, $2, 'e', 'other', $3, $4, 'Asia/Shanghai', '{widget}', '{zh}', 'p', '{}', 'booked', $3, $5)`, request, brand, opens, opens.Add(4*time.Hour), inParts)
		if err != nil {
			return err
		}
		_, err = tx.Exec(t.Context(), `INSERT INTO matching.slot (id, request_id, brand_id, starts, ends, need, require) VALUES ($1, $2, $3, $4, $5, 1, '{}')`, slot, request, brand, opens, opens.Add(4*time.Hour))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return slot
}

// A part that is none says what is wrong with it, to whoever asks what it pays
// and to whoever takes it.
func TestAPartOfASeatIsRefusedByName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, brand := w.brand(t, "mine", "CNY")
	_, agent := w.agent(t, "a@agents.example")
	parts, whole := w.openSeat(t, id, true).String(), w.openSeat(t, id, false).String()
	at := func(minutes int) string {
		return opens.Add(time.Duration(minutes) * time.Minute).UTC().Format(time.RFC3339)
	}
	for _, c := range []struct {
		name, token, slot, starts, ends string
		status                          int
		contains                        string
	}{
		{"before the seat", agent, parts, at(-30), at(60), 422, `"code":"part_outside"`},
		{"after the seat", agent, parts, at(60), at(270), 422, `"code":"part_outside"`},
		{"off the half hour", agent, parts, at(10), at(60), 422, `"code":"part_border"`},
		{"no time at all", agent, parts, at(60), at(60), 422, `"code":"part_short"`},
		{"backwards", agent, parts, at(120), at(60), 422, `"code":"part_short"`},
		{"where the brand wants whole seats", agent, whole, at(0), at(60), 409, `"code":"parts_not_allowed"`},
		{"of no seat", agent, uid.New[uid.Slot]().String(), at(0), at(60), 404, `"code":"slot_unknown"`},
		{"of a seat that is no id", agent, "tomorrow", at(0), at(60), 422, `id_malformed`},
		{"at no time", agent, parts, "noon", at(60), 422, `input_invalid`},
		{"by a brand", brand, parts, at(0), at(60), 403, `"code":"role_may_not"`},
	} {
		path := "/api/v1/agent/slots/" + c.slot + "/part"
		status, raw := w.call(t, c.token, http.MethodGet, path+"?starts="+c.starts+"&ends="+c.ends, "", "")
		if status != c.status || !bytes.Contains(raw, []byte(c.contains)) {
			t.Errorf("asking for a part %s: got %d %s; want %d with %s", c.name, status, raw, c.status, c.contains)
		}
		status, raw = w.call(t, c.token, http.MethodPost, path, "application/json", `{"starts":"`+c.starts+`","ends":"`+c.ends+`"}`)
		if status != c.status || !bytes.Contains(raw, []byte(c.contains)) {
			t.Errorf("taking a part %s: got %d %s; want %d with %s", c.name, status, raw, c.status, c.contains)
		}
	}
}
