package account

import (
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/uid"
)

// What a token can be wrong in.
var (
	ErrTokenMissing = fault.New(fault.Unsigned, "token_missing", "sign in first")
	ErrTokenExpired = fault.New(fault.Unsigned, "token_expired", "the access token has expired; refresh it")
	ErrTokenWrong   = fault.New(fault.Unsigned, "token_wrong", "the access token is not one of ours")
)

// Caller is who a token speaks for. A shopper's token names one chat.
type Caller struct {
	Person  uid.Person
	Role    Role
	Brand   uid.Brand // zero for everybody but brand people and shoppers
	Session uid.Session
	Chat    uid.Chat // shoppers only
}

// RoleShopper is the role of a shopper's token: one chat, no account.
const RoleShopper Role = "shopper"

// Agent is the caller as an agent.
func (c Caller) Agent() uid.Agent { return uid.Agent(c.Person) }

type claims struct {
	jwt.RegisteredClaims
	Role    Role   `json:"role"`
	Brand   string `json:"brand,omitempty"`
	Session string `json:"sid,omitempty"`
	Chat    string `json:"chat,omitempty"`
}

const issuer = "manyhands"

func (r *Register) sign(c Caller, life time.Duration) (string, time.Time, error) {
	now := r.clock.Now()
	ends := now.Add(life)
	cl := claims{Role: c.Role}
	cl.Issuer, cl.Subject = issuer, c.Person.String()
	cl.IssuedAt, cl.ExpiresAt = jwt.NewNumericDate(now), jwt.NewNumericDate(ends)
	if !c.Brand.IsZero() {
		cl.Brand = c.Brand.String()
	}
	if !c.Session.IsZero() {
		cl.Session = c.Session.String()
	}
	if !c.Chat.IsZero() {
		cl.Chat = c.Chat.String()
	}
	s, err := jwt.NewWithClaims(jwt.SigningMethodHS256, cl).SignedString(r.key)
	return s, ends, err
}

// ShopperToken lets a shopper into one chat. A shopper has no account: the
// widget keeps the token, and losing it means a new chat.
func (r *Register) ShopperToken(brand uid.Brand, chat uid.Chat) (string, error) {
	const life = 7 * 24 * time.Hour // as long as a reopening still counts as the same matter
	s, _, err := r.sign(Caller{Role: RoleShopper, Brand: brand, Chat: chat}, life)
	return s, err
}

// Who reads an access token. It returns ErrTokenMissing, ErrTokenExpired and
// ErrTokenWrong.
func (r *Register) Who(token string) (Caller, error) {
	c, _, err := r.WhoFor(token)
	return c, err
}

// WhoFor is Who, and how long the token is still good.
func (r *Register) WhoFor(token string) (Caller, time.Duration, error) {
	if token == "" {
		return Caller{}, 0, ErrTokenMissing
	}
	var cl claims
	// The algorithm is fixed: a token that chooses its own is an old attack.
	_, err := jwt.ParseWithClaims(token, &cl, func(*jwt.Token) (any, error) { return r.key, nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithIssuer(issuer), jwt.WithExpirationRequired(), jwt.WithTimeFunc(r.clock.Now))
	if err != nil {
		if isExpired(err) {
			return Caller{}, 0, ErrTokenExpired
		}
		return Caller{}, 0, ErrTokenWrong
	}
	c, err := cl.caller()
	return c, cl.ExpiresAt.Sub(r.clock.Now()), err
}

func (cl claims) caller() (Caller, error) {
	c := Caller{Role: cl.Role}
	for _, f := range []struct {
		text string
		into interface{ UnmarshalText([]byte) error }
	}{{cl.Subject, &c.Person}, {cl.Brand, &c.Brand}, {cl.Session, &c.Session}, {cl.Chat, &c.Chat}} {
		if err := f.into.UnmarshalText([]byte(f.text)); err != nil {
			return Caller{}, ErrTokenWrong
		}
	}
	return c, nil
}
