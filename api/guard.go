package api

import (
	"context"
	"net/http"

	"github.com/manyhands/manyhands/copilot"
	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// longestRules is what a brand's rules may hold, in bytes: 300,000 words.
const longestRules = 16 << 20

// rulesBody is a brand's decisions about its guard.
type rulesBody struct {
	Source string              `json:"source" maxLength:"8000000" doc:"YAML, as docs and manyhands guard -h describe"`
	Off    []string            `json:"off,omitempty" doc:"ids of rules that do not apply"`
	Allow  map[string][]string `json:"allow,omitempty" doc:"rule -> phrases inside which it does not hit"`
	Note   string              `json:"note,omitempty" maxLength:"300" doc:"why, for whoever reads the versions"`
}

func (b rulesBody) in() copilot.RulesIn {
	return copilot.RulesIn{Source: b.Source, Off: b.Off, Allow: b.Allow, Note: b.Note}
}

// mountGuardRules: a brand's own rules, and what they would do.
func (s *surface) mountGuardRules() {
	type guardRulesIn struct{ Body rulesBody }
	add(s, op{id: "guard-rules", method: http.MethodGet, path: "/api/v1/brand/guard-rules", summary: "Our own guard rules in force", tag: "copilot"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[copilot.Rules], error) {
			r, err := s.doors.Coach.Rules(ctx, by.Brand)
			return ok(r), err
		})
	add(s, op{id: "put-guard-rules", method: http.MethodPut, path: "/api/v1/brand/guard-rules", summary: "Put our own guard rules in force, at once", tag: "copilot", maxBody: longestRules},
		func(ctx context.Context, by account.Caller, in *guardRulesIn) (*body[copilot.Rules], error) {
			r, err := s.doors.Coach.PutRules(ctx, by.Brand, in.Body.in(), by.Person.String())
			return ok(r), err
		})
	add(s, op{id: "try-guard-rules", method: http.MethodPost, path: "/api/v1/brand/guard-rules/trial", summary: "What rules would have hit among what was said lately; nothing is put in force", tag: "copilot", maxBody: longestRules},
		func(ctx context.Context, by account.Caller, in *guardRulesIn) (*body[copilot.Trial], error) {
			t, err := s.doors.Coach.TryRules(ctx, by.Brand, in.Body.in())
			return ok(t), err
		})
	type packIn struct {
		Body struct {
			Name string `json:"name" maxLength:"100" doc:"of the file; .csv is a table of words, anything else YAML"`
			Text string `json:"text" maxLength:"8000000"`
		}
	}
	add(s, op{id: "read-guard-pack", method: http.MethodPost, path: "/api/v1/brand/guard-rules/import", summary: "Read a pack file: our rules as they would be with it, and each row that is wrong; nothing is put in force", tag: "copilot", maxBody: longestRules},
		func(ctx context.Context, by account.Caller, in *packIn) (*body[copilot.Imported], error) {
			i, err := s.doors.Coach.ReadPack(ctx, by.Brand, in.Body.Name, []byte(in.Body.Text))
			return ok(i), err
		})
	s.mountRuleBook()
	s.mountRuleVersions()
	s.mountAppeals()
}

// mountRuleBook: every rule of a brand's guard, shipped and own.
func (s *surface) mountRuleBook() {
	add(s, op{id: "guard-book", method: http.MethodGet, path: "/api/v1/brand/guard-book", summary: "Every rule that our messages are held against, shipped and our own", tag: "copilot"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[copilot.RuleBook], error) {
			b, err := s.doors.Coach.RuleBook(ctx, by.Brand)
			return ok(b), err
		})
	type switchIn struct {
		Body struct {
			Rule string `json:"rule" maxLength:"100"`
			On   bool   `json:"on"`
			Why  string `json:"why,omitempty" maxLength:"300"`
		}
	}
	add(s, op{id: "switch-guard-rule", method: http.MethodPost, path: "/api/v1/brand/guard-book/switch", summary: "Switch a rule on or off, as a new version", tag: "copilot"},
		func(ctx context.Context, by account.Caller, in *switchIn) (*body[copilot.Rules], error) {
			r, err := s.doors.Coach.SwitchRule(ctx, by.Brand, in.Body.Rule, in.Body.On, in.Body.Why, by.Person.String())
			return ok(r), err
		})
	type textIn struct {
		Body struct {
			Text    string `json:"text" maxLength:"10000"`
			Channel string `json:"channel,omitempty" maxLength:"40"`
			Author  string `json:"author,omitempty" enum:"agent,bot,shopper"`
		}
	}
	add(s, op{id: "ask-guard", method: http.MethodPost, path: "/api/v1/brand/guard-book/check", summary: "What our guard says of a text now; nothing is kept", tag: "copilot"},
		func(_ context.Context, by account.Caller, in *textIn) (*body[ruling], error) {
			author := guard.Author(in.Body.Author)
			if author == "" {
				author = guard.Agent
			}
			return ok(rulingOf(s.doors.Coach.Check(by.Brand, in.Body.Channel, author, in.Body.Text))), nil
		})
}

func (s *surface) mountRuleVersions() {
	add(s, op{id: "guard-versions", method: http.MethodGet, path: "/api/v1/brand/guard-rules/versions", summary: "The versions of our guard rules, newest first", tag: "copilot"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[list[copilot.RuleVersion]], error) {
			v, err := s.doors.Coach.RuleVersions(ctx, by.Brand)
			return okList(v), err
		})
	type versionIn struct {
		Version int `path:"version" minimum:"1"`
	}
	add(s, op{id: "guard-version", method: http.MethodGet, path: "/api/v1/brand/guard-rules/versions/{version}", summary: "Our guard rules as they were", tag: "copilot"},
		func(ctx context.Context, by account.Caller, in *versionIn) (*body[copilot.Rules], error) {
			r, err := s.doors.Coach.RulesAt(ctx, by.Brand, in.Version)
			return ok(r), err
		})
	add(s, op{id: "restore-guard-version", method: http.MethodPost, path: "/api/v1/brand/guard-rules/versions/{version}/restore", summary: "Put an earlier version in force again, as a new one", tag: "copilot"},
		func(ctx context.Context, by account.Caller, in *versionIn) (*body[copilot.Rules], error) {
			r, err := s.doors.Coach.BackTo(ctx, by.Brand, in.Version, by.Person.String())
			return ok(r), err
		})
}

// mountAppeals: agents say that a hit is a false alarm; brand and operator
// decide.
func (s *surface) mountAppeals() {
	type appealIn struct {
		ID   uid.Chat `path:"id"`
		Body struct {
			Rule string `json:"rule" maxLength:"100"`
			Text string `json:"text" maxLength:"10000"`
			Says string `json:"says,omitempty" maxLength:"300" doc:"why it is a false alarm"`
		}
	}
	add(s, op{id: "appeal-hit", method: http.MethodPost, path: "/api/v1/agent/chats/{id}/appeals", summary: "Say that the guard is wrong about a text", tag: "copilot"},
		func(ctx context.Context, by account.Caller, in *appealIn) (*body[copilot.Appeal], error) {
			a, err := s.doors.Coach.Appeal(ctx, by.Agent(), copilot.AppealIn{Chat: in.ID, Rule: in.Body.Rule, Text: in.Body.Text, Says: in.Body.Says})
			return ok(a), err
		})
	add(s, op{id: "my-appeals", method: http.MethodGet, path: "/api/v1/agent/appeals", summary: "What became of my appeals", tag: "copilot"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[list[copilot.Appeal]], error) {
			a, err := s.doors.Coach.AppealsOf(ctx, by.Agent())
			return okList(a), err
		})
	type stateIn struct {
		State string `query:"state" enum:"open,allowed,refused"`
	}
	type decideIn struct {
		ID   uid.HitAppeal `path:"id"`
		Body struct {
			Allow  bool   `json:"allow"`
			Phrase string `json:"phrase,omitempty" maxLength:"200" doc:"what is let through; without it the word itself"`
			Answer string `json:"answer,omitempty" maxLength:"300"`
		}
	}
	for _, seat := range seats {
		add(s, op{id: seat.id + "guard-appeals", method: http.MethodGet, path: seat.path + "/guard-appeals", summary: "Hits that agents call false alarms, open ones first", tag: "copilot"},
			func(ctx context.Context, by account.Caller, in *stateIn) (*body[list[copilot.Appeal]], error) {
				a, err := s.doors.Coach.Appeals(ctx, sight(by), in.State)
				return okList(a), err
			})
		add(s, op{id: seat.id + "decide-appeal", method: http.MethodPost, path: seat.path + "/guard-appeals/{id}/decide", summary: "Let a phrase through from now on, or say why not", tag: "copilot"},
			func(ctx context.Context, by account.Caller, in *decideIn) (*body[copilot.Appeal], error) {
				d := copilot.Decision{Allow: in.Body.Allow, Phrase: in.Body.Phrase, Answer: in.Body.Answer, By: by.Person.String()}
				a, err := s.doors.Coach.Decide(ctx, sight(by), in.ID, d)
				return ok(a), err
			})
	}
}

// seats are the two from which the floor is watched: a brand sees its own, an
// operator all of it.
var seats = []struct{ id, path string }{{"brand-", "/api/v1/brand"}, {"operator-", "/api/v1/operator"}}

// sight is what a caller may see of the floor.
func sight(by account.Caller) pg.Scope {
	if by.Role == account.RoleBrand {
		return pg.OfBrand(by.Brand)
	}
	return pg.Everything
}
