package account_test

import (
	"errors"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
	"github.com/manyhands/manyhands/internal/uid"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// bundle is a register with one brand person, on a clock that the test moves.
type bundle struct {
	*account.Register
	clock *clock.Movable
	brand uid.Brand
}

func setup(t *testing.T) bundle {
	t.Helper()
	c := clock.NewMovable(clock.System{})
	b := bundle{account.NewRegister(pgtest.DB(t), c, []byte("0123456789abcdef0123456789abcdef"), 15*time.Minute, time.Hour), c, uid.New[uid.Brand]()}
	if err := b.AddBrand(t.Context(), account.Brand{ID: b.brand, Slug: "acme", Name: "Acme", Currency: "CNY", Timezone: "Asia/Shanghai", Languages: []string{"zh"}, WebhookSecret: "s"}); err != nil {
		t.Fatal(err)
	}
	hash, err := account.HashPassword("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	p := account.Person{ID: uid.New[uid.Person](), Email: "Lin@acme.example", Name: "Lin", Role: account.RoleBrand, Brand: b.brand, Locale: "zh-CN"}
	if err := b.AddPerson(t.Context(), p, hash); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAPersonSignsInAndTheTokenSaysWho(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s, err := b.SignIn(t.Context(), " lin@ACME.example ", "correct horse", "test")
	if err != nil {
		t.Fatal(err)
	}
	who, err := b.Who(s.Access)
	if err != nil || who.Brand != b.brand || who.Role != account.RoleBrand {
		t.Errorf("got %+v, %v; want a brand person of %s", who, err, b.brand)
	}
	b.clock.MoveTo(b.clock.Now().Add(16 * time.Minute))
	if _, err := b.Who(s.Access); !errors.Is(err, account.ErrTokenExpired) {
		t.Errorf("after its life got %v, want %v", err, account.ErrTokenExpired)
	}
	if _, err := b.Who(s.Access[:len(s.Access)-2] + "xx"); !errors.Is(err, account.ErrTokenWrong) {
		t.Errorf("tampered got %v, want %v", err, account.ErrTokenWrong)
	}
}

func TestAWrongLogInSaysNothingMore(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, try := range [][2]string{{"lin@acme.example", "wrong horse"}, {"nobody@acme.example", "correct horse"}, {"", ""}} {
		if _, err := b.SignIn(t.Context(), try[0], try[1], ""); !errors.Is(err, account.ErrWrongLogin) {
			t.Errorf("%q: got %v, want %v", try, err, account.ErrWrongLogin)
		}
	}
}

// A stolen refresh token closes the session for the thief and the owner both.
func TestARefreshTokenUsedTwiceClosesTheSession(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s, err := b.SignIn(t.Context(), "lin@acme.example", "correct horse", "")
	if err != nil {
		t.Fatal(err)
	}
	next, err := b.Refresh(t.Context(), s.Refresh, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Refresh(t.Context(), s.Refresh, ""); !errors.Is(err, account.ErrRefreshReused) {
		t.Errorf("second use got %v, want %v", err, account.ErrRefreshReused)
	}
	if _, err := b.Refresh(t.Context(), next.Refresh, ""); !errors.Is(err, account.ErrRefreshWrong) {
		t.Errorf("after reuse got %v, want %v", err, account.ErrRefreshWrong)
	}
}

func TestAKeyedRequestIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	if a, err := b.Claim(ctx, "lin", "k", []byte("POST /x {}")); err != nil || a != nil {
		t.Fatalf("first got %v, %v; want a free key", a, err)
	}
	if _, err := b.Claim(ctx, "lin", "k", []byte("POST /x {}")); !errors.Is(err, account.ErrKeyAtWork) {
		t.Errorf("while at work got %v, want %v", err, account.ErrKeyAtWork)
	}
	if err := b.Keep(ctx, "lin", "k", account.Answer{Status: 201, Body: []byte("made")}); err != nil {
		t.Fatal(err)
	}
	if a, err := b.Claim(ctx, "lin", "k", []byte("POST /x {}")); err != nil || a == nil || string(a.Body) != "made" {
		t.Errorf("again got %v, %v; want the kept answer", a, err)
	}
	if _, err := b.Claim(ctx, "lin", "k", []byte("POST /y {}")); !errors.Is(err, account.ErrKeyReused) {
		t.Errorf("another request got %v, want %v", err, account.ErrKeyReused)
	}
}
