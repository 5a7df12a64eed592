package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/account/internal/db"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/uid"
)

// What a sign-in or a refresh can be wrong in.
var (
	ErrWrongLogin    = fault.New(fault.Unsigned, "login_wrong", "the e-mail or the password is wrong")
	ErrRefreshWrong  = fault.New(fault.Unsigned, "refresh_wrong", "the refresh token is not one of ours, has expired or was revoked; sign in again")
	ErrRefreshReused = fault.New(fault.Unsigned, "refresh_reused", "the refresh token was used before; the whole session is closed, sign in again")
)

// Session is what a sign-in or a refresh gives.
type Session struct {
	Access        string
	AccessExpires time.Time
	AccessLife    time.Duration
	Refresh       string
	Person        Person
}

// SignIn opens a session. It returns ErrWrongLogin, and takes as long for an
// unknown e-mail as for a wrong password.
func (r *Register) SignIn(ctx context.Context, email, password, device string) (Session, error) {
	row, err := db.New(r.pool).PersonByEmail(ctx, strings.ToLower(strings.TrimSpace(email)))
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		_ = passwordHolds(nobodysHash, password)
		return Session{}, ErrWrongLogin
	case err != nil:
		return Session{}, fmt.Errorf("sign in: %w", err)
	case !passwordHolds(row.PasswordHash, password) || row.DisabledAt != nil:
		return Session{}, ErrWrongLogin
	}
	var out Session
	err = r.inTx(ctx, func(q *db.Queries) error {
		out, err = r.open(ctx, q, personOf(row), uid.New[uid.Session](), device)
		return err
	})
	return out, err
}

// nobodysHash is the hash of no password; it costs as much to compare.
const nobodysHash = "argon2id$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// Refresh trades a refresh token for a new pair. A token used a second time
// may be stolen, so its whole family is closed. It returns ErrRefreshWrong and
// ErrRefreshReused.
func (r *Register) Refresh(ctx context.Context, refresh, device string) (Session, error) {
	var out Session
	var refused error
	err := r.inTx(ctx, func(q *db.Queries) error {
		now := r.clock.Now()
		row, err := q.SessionByRefresh(ctx, sha(refresh))
		if errors.Is(err, pgx.ErrNoRows) {
			refused = ErrRefreshWrong
			return nil
		}
		if err != nil {
			return fmt.Errorf("find session: %w", err)
		}
		if row.RevokedAt != nil || !now.Before(row.ExpiresAt) {
			refused = ErrRefreshWrong
			return nil
		}
		if row.UsedAt != nil {
			refused = ErrRefreshReused // the revocation must commit, so no error here
			return q.RevokeFamily(ctx, db.RevokeFamilyParams{Family: row.Family, RevokedAt: &now})
		}
		if err := q.UseSession(ctx, db.UseSessionParams{ID: row.ID, UsedAt: &now}); err != nil {
			return fmt.Errorf("use session: %w", err)
		}
		person, err := q.Person(ctx, row.PersonID)
		if err != nil {
			return fmt.Errorf("find person: %w", err)
		}
		out, err = r.open(ctx, q, personOf(person), row.Family, device)
		return err
	})
	if err != nil {
		return Session{}, err
	}
	return out, refused
}

// SignOut closes a session's family.
func (r *Register) SignOut(ctx context.Context, family uid.Session) error {
	now := r.clock.Now()
	return r.inTx(ctx, func(q *db.Queries) error {
		return q.RevokeFamily(ctx, db.RevokeFamilyParams{Family: family, RevokedAt: &now})
	})
}

func (r *Register) open(ctx context.Context, q *db.Queries, p Person, family uid.Session, device string) (Session, error) {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return Session{}, fmt.Errorf("make refresh token: %w", err)
	}
	refresh := base64.RawURLEncoding.EncodeToString(raw)
	now := r.clock.Now()
	err := q.AddSession(ctx, db.AddSessionParams{
		ID: uid.New[uid.Session](), PersonID: p.ID, Family: family, RefreshSha: sha(refresh),
		CreatedAt: now, ExpiresAt: now.Add(r.refresh), Device: clip(device),
	})
	if err != nil {
		return Session{}, fmt.Errorf("keep session: %w", err)
	}
	access, ends, err := r.sign(Caller{Person: p.ID, Role: p.Role, Brand: p.Brand, Session: family}, r.access)
	if err != nil {
		return Session{}, fmt.Errorf("sign access token: %w", err)
	}
	return Session{Access: access, AccessExpires: ends, AccessLife: r.access, Refresh: refresh, Person: p}, nil
}

func sha(s string) []byte {
	h := sha256.Sum256([]byte(s))
	return h[:]
}

// clip keeps a hostile User-Agent short and valid text.
func clip(s string) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")
	if r := []rune(s); len(r) > 200 {
		return string(r[:200])
	}
	return s
}
