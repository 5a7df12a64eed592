package api_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/api"
	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/facts"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
	"github.com/manyhands/manyhands/internal/uid"
)

// Law: a brand's file is taken line by line over HTTP, each bad line is named
// in the answer and later; its bill's facts come back as one sealed file; what
// finance sees, a brand does not.
func TestAFileOfFactsGoesInAndComesBackSealed(t *testing.T) {
	t.Parallel()
	pool, now := pgtest.DB(t), clock.Fixed(opens.Add(72*time.Hour))
	quiet := slog.New(slog.DiscardHandler)
	w := world{register: account.NewRegister(pool, now, []byte("0123456789abcdef0123456789abcdef"), time.Hour, time.Hour)}
	book := billing.NewBook(pool, now, quiet, w.register, nil, nil, till.New(pool, now, quiet, nil))
	o := pgtest.Outbox(t, pool, book.Listen)
	w.app = api.New(api.Doors{Log: quiet, Register: w.register, Bills: book, MaxBody: 32 << 20})
	brand, token := w.brand(t, "yun", "CNY")
	finance := w.person(t, account.Person{Email: "f@x.example", Role: account.RoleFinance})
	booked := fact.RequestBooked{
		Meta: fact.New(brand, opens), Request: uid.New[uid.Request](), Event: "double-11", Starts: opens, Ends: opens.Add(24 * time.Hour),
		Plan: "answered_or_free", BookedMinor: 100, Currency: "CNY",
	}
	if err := pg.InTx(t.Context(), pool, pg.Everything, func(tx pgx.Tx) error { return o.Tell(t.Context(), tx, booked) }); err != nil {
		t.Fatal(err)
	}
	lines := []string{"nonsense"}
	for i := range 3 {
		lines = append(lines, fmt.Sprintf(`{"type":"outcome","id":"m%d","brand":%q,"channel":"taobao","service":"reactive","unit":"conversation","event_at":"2026-11-10T13:00:0%dZ","received_at":"2026-11-10T13:00:09Z","flags":["answered"],"source":"meter","source_event_id":"e%d"}`, i, brand, i, i))
	}
	status, raw := w.call(t, token, http.MethodPost, "/api/v1/brand/imports/facts?name=meter.jsonl&first_line=41", "application/x-ndjson", strings.Join(lines, "\n"))
	var im facts.Import
	if err := json.Unmarshal(raw, &im); err != nil || status != http.StatusOK || im.Loaded.Loaded != 3 || len(im.First) != 1 || im.First[0].Line != 41 {
		t.Fatalf("%d %s", status, raw)
	}
	if status, raw = w.call(t, token, http.MethodGet, "/api/v1/brand/imports/facts/"+im.ID.String()+"/refusals", "", ""); status != http.StatusOK || !strings.Contains(string(raw), `"line":41`) {
		t.Errorf("refused lines: %d %s", status, raw)
	}
	if status, _ = w.call(t, token, http.MethodGet, "/api/v1/finance/waiting", "", ""); status != http.StatusForbidden {
		t.Errorf("a brand sees what waits: %d", status)
	}
	v := drafted(t, book, booked.Request)
	status, raw = w.call(t, finance, http.MethodGet, "/api/v1/finance/invoices/"+v.ID.String()+"/facts.jsonl", "", "")
	text := strings.TrimSpace(string(raw))
	if status != http.StatusOK || strings.Count(text, `"type":"outcome"`) != 3 || !strings.HasPrefix(text[strings.LastIndex(text, "\n")+1:], `{"type":"end"`) {
		t.Errorf("facts.jsonl: %d %s", status, raw)
	}
	if f, err := rate.ReadFacts(strings.NewReader(text)); err != nil || len(f.Outcomes) != 3 {
		t.Errorf("read back: %d, %v", len(f.Outcomes), err)
	}
	status, raw = w.call(t, finance, http.MethodGet, "/api/v1/finance/brands/"+brand.String()+"/chain", "", "")
	if status != http.StatusOK || !strings.Contains(string(raw), `"holds":true`) {
		t.Errorf("chain: %d %s", status, raw)
	}
}

// drafted waits until the booking is heard.
func drafted(t *testing.T, book *billing.Book, request uid.Request) billing.Invoice {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		v, err := book.DraftRequest(t.Context(), request)
		if err == nil {
			return v
		}
		select {
		case <-tick.C:
		case <-t.Context().Done():
			t.Fatal(err)
		}
	}
}
