package api_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/api"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
)

type opening struct {
	status int
	Chat   string `json:"chat_id"`
	Token  string `json:"token"`
	Code   string `json:"code"`
}

func (w world) open(t *testing.T, key, sent string) opening {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/widget/v1/chats", strings.NewReader(sent))
	r.Header.Set("Content-Type", "application/json")
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	res, err := w.app.Test(r, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	out := opening{status: res.StatusCode}
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

// newLine is a world in which shoppers open conversations with the brand yun.
func newLine(t *testing.T) (world, *pgxpool.Pool) {
	t.Helper()
	pool, now := pgtest.DB(t), clock.Fixed(opens)
	quiet := slog.New(slog.DiscardHandler)
	hub, err := live.New(quiet, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	w := world{register: account.NewRegister(pool, now, []byte("0123456789abcdef0123456789abcdef"), time.Hour, time.Hour)}
	w.app = api.New(api.Doors{Log: quiet, Register: w.register, Chats: chat.NewLog(pool, now, pgtest.Outbox(t, pool, nil), hub), MaxBody: 1 << 20})
	w.brand(t, "yun", "CNY")
	return w, pool
}

// Law: the same opening sent again, by hand or by a line that lost the answer,
// is the same conversation, and its token opens it.
func TestAnOpeningSentTwiceIsOneConversation(t *testing.T) {
	t.Parallel()
	w, pool := newLine(t)
	const zh, en, key = `{"brand":"yun","locale":"zh-CN"}`, `{"brand":"yun","locale":"en"}`, "4f1c7c1e-5a0e-4d0b-8f61"
	first, again := w.open(t, key, zh), w.open(t, key, zh)
	if first.status != http.StatusCreated || again.status != http.StatusCreated || first.Chat == "" || again.Chat != first.Chat {
		t.Fatalf("got %+v and %+v, want one conversation", first, again)
	}
	if status, raw := w.call(t, again.Token, http.MethodGet, "/widget/v1/chats/"+first.Chat+"/messages", "", ""); status != http.StatusOK {
		t.Errorf("the token of the answer that came again: %d %s", status, raw)
	}
	if other := w.open(t, key, en); other.status != http.StatusConflict || other.Code != "idempotency_key_reused" {
		t.Errorf("another opening under the key: %+v", other)
	}
	if guessed := w.open(t, "1", zh); guessed.status != http.StatusUnprocessableEntity || guessed.Code != "opening_key_short" {
		t.Errorf("a key that anybody could think of: %+v", guessed)
	}
	if a, b := w.open(t, "", zh), w.open(t, "", zh); a.Chat == b.Chat || a.Chat == first.Chat {
		t.Errorf("without a key each opening is its own: %+v %+v", a, b)
	}
	var kept []byte
	if err := pool.QueryRow(t.Context(), "SELECT body FROM account.idempotency WHERE key = $1", key).Scan(&kept); err != nil || bytes.Contains(kept, []byte(first.Token)) {
		t.Errorf("a token lies in a table: %s, %v", kept, err)
	}
}

// Twenty at once are one conversation; who comes while it is being opened is
// told to try again.
func TestOpeningsAtTheSameTimeAreOneConversation(t *testing.T) {
	t.Parallel()
	w, pool := newLine(t)
	var wg sync.WaitGroup
	got := make([]opening, 20)
	for i := range got {
		wg.Go(func() { got[i] = w.open(t, "4f1c7c1e-5a0e-4d0b-8f61", `{"brand":"yun","locale":"zh-CN"}`) })
	}
	wg.Wait()
	chats := map[string]bool{}
	for _, o := range got {
		switch o.status {
		case http.StatusCreated:
			chats[o.Chat] = true
		case http.StatusConflict:
			if o.Code != "idempotency_key_at_work" {
				t.Errorf("got %+v", o)
			}
		default:
			t.Errorf("got %+v", o)
		}
	}
	if len(chats) != 1 {
		t.Errorf("%d conversations, want 1", len(chats))
	}
	var n int
	if err := pool.QueryRow(t.Context(), "SELECT count(*) FROM chat.chat").Scan(&n); err != nil || n != 1 {
		t.Errorf("%d conversations in the log, %v; want 1", n, err)
	}
}
