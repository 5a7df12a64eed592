package api

import (
	"context"
	"net/http"
	"time"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/uid"
)

type personOut struct {
	ID        uid.Person `json:"id"`
	Name      string     `json:"name"`
	Email     string     `json:"email"`
	Role      string     `json:"role" enum:"brand,agent,finance,operator"`
	BrandID   string     `json:"brand_id,omitempty"`
	BrandName string     `json:"brand_name,omitempty"`
	Locale    string     `json:"locale"`
}

type sessionOut struct {
	AccessToken   string    `json:"access_token"`
	AccessExpires time.Time `json:"access_expires_at"`
	AccessLifeS   int       `json:"access_life_s" doc:"seconds from now; for screens whose clock is not the server's"`
	RefreshToken  string    `json:"refresh_token"`
	Person        personOut `json:"person"`
}

// withCookie is a session whose refresh token also goes into a cookie that no
// script can read.
type withCookie struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      sessionOut
}

const refreshCookie = "mh_refresh"

// DemoLogin is one persona of the demo, shown on the sign-in page.
type DemoLogin struct {
	Role     string `json:"role"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Password string `json:"password"`
}

func (s *surface) mountSessions() {
	type signIn struct {
		Device string `header:"User-Agent"`
		Body   struct {
			Email    string `json:"email" maxLength:"200"`
			Password string `json:"password" maxLength:"200"`
		}
	}
	add(s, op{id: "sign-in", method: http.MethodPost, path: "/api/v1/sessions", summary: "Sign in", tag: "sessions"},
		func(ctx context.Context, _ account.Caller, in *signIn) (*withCookie, error) {
			got, err := s.doors.Register.SignIn(ctx, in.Body.Email, in.Body.Password, in.Device)
			if err != nil {
				return nil, err
			}
			return s.session(ctx, got)
		})
	type refresh struct {
		Device string      `header:"User-Agent"`
		Cookie http.Cookie `cookie:"mh_refresh"`
		Body   *struct {
			RefreshToken string `json:"refresh_token,omitempty" maxLength:"200"`
		} `required:"false"`
	}
	add(s, op{id: "refresh", method: http.MethodPost, path: "/api/v1/sessions/refresh", summary: "Trade a refresh token for a new pair", tag: "sessions"},
		func(ctx context.Context, _ account.Caller, in *refresh) (*withCookie, error) {
			token := in.Cookie.Value
			if in.Body != nil && in.Body.RefreshToken != "" {
				token = in.Body.RefreshToken
			}
			got, err := s.doors.Register.Refresh(ctx, token, in.Device)
			if err != nil {
				return nil, err
			}
			return s.session(ctx, got)
		})
	add(s, op{id: "sign-out", method: http.MethodDelete, path: "/api/v1/sessions/current", summary: "Sign out", tag: "sessions", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, _ *none) (*done, error) {
			return nothing(), s.doors.Register.SignOut(ctx, by.Session)
		})
	add(s, op{id: "me", method: http.MethodGet, path: "/api/v1/me", summary: "Who I am", tag: "sessions"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[personOut], error) {
			p, err := s.doors.Register.Person(ctx, by.Person)
			if err != nil {
				return nil, err
			}
			out, err := s.person(ctx, p)
			return ok(out), err
		})
	if s.doors.DemoLogins != nil {
		add(s, op{id: "demo-logins", method: http.MethodGet, path: "/api/v1/demo/logins", summary: "The demo's personas", tag: "demo"},
			func(context.Context, account.Caller, *none) (*body[list[DemoLogin]], error) {
				return okList(s.doors.DemoLogins()), nil
			})
	}
}

func (s *surface) session(ctx context.Context, got account.Session) (*withCookie, error) {
	p, err := s.person(ctx, got.Person)
	if err != nil {
		return nil, err
	}
	return &withCookie{
		SetCookie: http.Cookie{Name: refreshCookie, Value: got.Refresh, Path: "/api/v1/sessions", HttpOnly: true, SameSite: http.SameSiteStrictMode},
		Body:      sessionOut{AccessToken: got.Access, AccessExpires: got.AccessExpires, AccessLifeS: int(got.AccessLife.Seconds()), RefreshToken: got.Refresh, Person: p},
	}, nil
}

func (s *surface) person(ctx context.Context, p account.Person) (personOut, error) {
	out := personOut{ID: p.ID, Name: p.Name, Email: p.Email, Role: string(p.Role), Locale: p.Locale}
	if p.Brand.IsZero() {
		return out, nil
	}
	b, err := s.doors.Register.Brand(ctx, p.Brand)
	if err != nil {
		return out, err
	}
	out.BrandID, out.BrandName = b.ID.String(), b.Name
	return out, nil
}
