package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/api"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var opens = time.Date(2026, 11, 10, 12, 0, 0, 0, time.UTC)

// world is the board behind the real surface.
type world struct {
	app      *fiber.App
	register *account.Register
	board    *matching.Board
	pool     *pgxpool.Pool
}

func newWorld(t *testing.T) world {
	t.Helper()
	pool, c := pgtest.DB(t), clock.Fixed(opens.Add(-72*time.Hour))
	quiet := slog.New(slog.DiscardHandler)
	register := account.NewRegister(pool, c, []byte("0123456789abcdef0123456789abcdef"), time.Hour, time.Hour)
	hub, err := live.New(quiet, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	w := world{pool: pool, register: register, board: matching.NewBoard(pool, c, pgtest.Outbox(t, pool, nil), hub, register, nil, quiet)}
	w.app = api.New(api.Doors{Log: quiet, Register: register, Board: w.board, MaxBody: 32 << 20})
	return w
}

// brand adds a brand and signs one of its people in.
func (w world) brand(t *testing.T, slug, currency string) (id uid.Brand, token string) {
	t.Helper()
	id = uid.New[uid.Brand]()
	err := w.register.AddBrand(t.Context(), account.Brand{ID: id, Slug: slug, Name: slug, Currency: currency, Timezone: "Asia/Shanghai", Languages: []string{"zh"}, WebhookSecret: "s"})
	if err != nil {
		t.Fatal(err)
	}
	return id, w.person(t, account.Person{Email: slug + "@x.example", Role: account.RoleBrand, Brand: id})
}

func (w world) person(t *testing.T, p account.Person) (token string) {
	t.Helper()
	hash, err := account.HashPassword("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	p.ID, p.Name, p.Locale = uid.New[uid.Person](), "P", "en"
	if err := w.register.AddPerson(t.Context(), p, hash); err != nil {
		t.Fatal(err)
	}
	s, err := w.register.SignIn(t.Context(), p.Email, "correct horse", "test")
	if err != nil {
		t.Fatal(err)
	}
	return s.Access
}

// call sends one request and reads the answer.
func (w world) call(t *testing.T, token, method, path, kind, sent string) (int, []byte) {
	t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(sent))
	r.Header.Set("Authorization", "Bearer "+token)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	got, err := w.app.Test(r, 20_000)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(got.Body)
	_ = got.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	return got.StatusCode, raw
}

// A request is made, forecast, quoted and booked over HTTP; what is wrong is a
// problem with its code and its fields; another brand and another role see
// nothing of it.
func TestARequestOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, mine := w.brand(t, "mine", "CNY")
	_, theirs := w.brand(t, "theirs", "CNY")
	agent := w.person(t, account.Person{Email: "a@x.example", Role: account.RoleAgent})
	const asJSON = "application/json"
	good := `{"event":"Double 11","kind":"double11","starts":"2026-11-10T12:00:00Z","ends":"2026-11-10T18:00:00Z","channels":["web"]}`

	status, raw := w.call(t, mine, http.MethodPost, "/api/v1/brand/imports/history", "text/csv", fourWeeks(opens)+"soon,web,1,1\n")
	if status != http.StatusOK || !bytes.Contains(raw, []byte(`"refused_count":1`)) {
		t.Fatalf("import: got %d %s", status, raw)
	}
	status, raw = w.call(t, mine, http.MethodPost, "/api/v1/brand/requests", asJSON, good)
	var made struct{ ID string }
	if err := json.Unmarshal(raw, &made); err != nil || status != http.StatusCreated {
		t.Fatalf("add: got %d %s, %v", status, raw, err)
	}
	one := "/api/v1/brand/requests/" + made.ID
	for _, c := range []struct {
		name, token, method, path, sent string
		status                          int
		contains                        string
	}{
		{"three fields wrong", mine, http.MethodPost, "/api/v1/brand/requests", `{"event":"x","starts":"2026-11-10T12:00:00Z","ends":"2026-11-10T11:00:00Z","channels":["pigeon"],"plan":"none"}`, 422, `"where":"body.channels[0]"`},
		{"not a time", mine, http.MethodPost, "/api/v1/brand/requests", `{"event":"x","starts":"soon","ends":"later","channels":["web"]}`, 422, `input_invalid`},
		{"not JSON", mine, http.MethodPost, "/api/v1/brand/requests", `{"event":`, 400, `input_unreadable`},
		{"another brand reads it", theirs, http.MethodGet, one, "", 404, `"code":"request_unknown"`},
		{"another brand forecasts it", theirs, http.MethodPost, one + "/forecast", "", 404, `"code":"request_unknown"`},
		{"an agent reads it", agent, http.MethodGet, one, "", 403, `"code":"role_may_not"`},
		{"a brand reads an agent's offers", mine, http.MethodGet, "/api/v1/agent/offers", "", 403, `"code":"role_may_not"`},
		{"no such id", mine, http.MethodGet, "/api/v1/brand/requests/none", "", 422, ``},
		{"a quote too early", mine, http.MethodPost, one + "/quote", "", 409, `"code":"forecast_missing"`},
		{"the forecast", mine, http.MethodPost, one + "/forecast", "", 200, `"agents_paid"`},
		{"the quote", mine, http.MethodPost, one + "/quote", "", 200, `"guarantees"`},
		{"another quote", mine, http.MethodPost, one + "/book", `{"quote_id":"` + uid.New[uid.Quote]().String() + `"}`, 404, `"code":"quote_unknown"`},
		{"coverage too early", mine, http.MethodGet, one + "/coverage", "", 409, `"code":"request_not_booked"`},
	} {
		status, raw := w.call(t, c.token, c.method, c.path, asJSON, c.sent)
		if status != c.status || !bytes.Contains(raw, []byte(c.contains)) {
			t.Errorf("%s: got %d %s; want %d with %s", c.name, status, raw, c.status, c.contains)
		}
	}
	_, raw = w.call(t, mine, http.MethodGet, one+"/quote", "", "")
	var quote struct{ ID string }
	if err := json.Unmarshal(raw, &quote); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second booking is the first
		if status, raw = w.call(t, mine, http.MethodPost, one+"/book", asJSON, `{"quote_id":"`+quote.ID+`"}`); status != http.StatusOK {
			t.Errorf("book: got %d %s", status, raw)
		}
	}
	if status, raw = w.call(t, mine, http.MethodGet, one+"/coverage", "", ""); status != http.StatusOK || !bytes.Contains(raw, []byte(`"state":"queued"`)) {
		t.Errorf("coverage: got %d %s", status, raw)
	}
}
