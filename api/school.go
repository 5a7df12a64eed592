package api

import (
	"context"
	"net/http"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training"
	"github.com/manyhands/manyhands/training/drill"
)

// mountScenarios: what a brand's people look at before any agent meets it.
func (s *surface) mountScenarios() {
	school := s.doors.School
	type one struct {
		ID uid.Scenario `path:"id"`
	}
	add(s, op{id: "scenarios", method: http.MethodGet, path: "/api/v1/brand/scenarios", summary: "Our scenarios, drafts and published", tag: "training"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[list[training.Scenario]], error) {
			all, err := school.Scenarios(ctx, by.Brand)
			return okList(all), err
		})
	add(s, op{id: "failed-handoffs", method: http.MethodGet, path: "/api/v1/brand/scenarios/handoffs", summary: "Yesterday's hand-offs that went wrong: what to make scenarios from", tag: "training"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[list[training.Handoff]], error) {
			all, err := school.FailedHandoffs(ctx, by.Brand)
			return okList(all), err
		})
	type makeIn struct{ Body training.Draft }
	add(s, op{id: "make-scenario", method: http.MethodPost, path: "/api/v1/brand/scenarios", summary: "Draw a draft from a procedure, or after a hand-off that went wrong", tag: "training", status: http.StatusCreated},
		func(ctx context.Context, by account.Caller, in *makeIn) (*body[training.Scenario], error) {
			made, err := school.MakeScenario(ctx, by.Person, by.Brand, in.Body)
			return ok(made), err
		})
	add(s, op{id: "scenario", method: http.MethodGet, path: "/api/v1/brand/scenarios/{id}", summary: "A scenario with its answer and a rehearsal", tag: "training"},
		func(ctx context.Context, by account.Caller, in *one) (*body[training.Scenario], error) {
			sc, err := school.Scenario(ctx, by.Brand, in.ID)
			return ok(sc), err
		})
	type adjustIn struct {
		ID   uid.Scenario `path:"id"`
		Body drill.Change
	}
	add(s, op{id: "adjust-scenario", method: http.MethodPatch, path: "/api/v1/brand/scenarios/{id}", summary: "Change how a draft's shopper is", tag: "training"},
		func(ctx context.Context, by account.Caller, in *adjustIn) (*body[training.Scenario], error) {
			sc, err := school.AdjustScenario(ctx, by.Brand, in.ID, in.Body)
			return ok(sc), err
		})
	add(s, op{id: "publish-scenario", method: http.MethodPost, path: "/api/v1/brand/scenarios/{id}/publish", summary: "Let agents meet it, once it is proved", tag: "training"},
		func(ctx context.Context, by account.Caller, in *one) (*body[training.Scenario], error) {
			sc, err := school.PublishScenario(ctx, by.Person, by.Brand, in.ID)
			return ok(sc), err
		})
	add(s, op{id: "retire-scenario", method: http.MethodPost, path: "/api/v1/brand/scenarios/{id}/retire", summary: "Take it out of the pool", tag: "training"},
		func(ctx context.Context, by account.Caller, in *one) (*body[training.Scenario], error) {
			sc, err := school.RetireScenario(ctx, by.Person, by.Brand, in.ID)
			return ok(sc), err
		})
}

// mountReviews: real conversations as the rules scored them, and what is said
// against a row.
func (s *surface) mountReviews() {
	school := s.doors.School
	add(s, op{id: "reviews", method: http.MethodGet, path: "/api/v1/agent/reviews", summary: "My conversations, scored by the rubric of the drills", tag: "training"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[list[training.Review]], error) {
			all, err := school.Reviews(ctx, by.Agent())
			return okList(all), err
		})
	type row struct {
		Chat  uid.Chat `path:"chat"`
		Epoch int      `path:"epoch"`
		Place int      `path:"place"`
	}
	type appealIn struct {
		row
		Body struct {
			Words string `json:"words" maxLength:"4000"`
		}
	}
	add(s, op{id: "appeal-review", method: http.MethodPost, path: "/api/v1/agent/reviews/{chat}/{epoch}/rows/{place}/appeal", summary: "Say something against a row of a review", tag: "training"},
		func(ctx context.Context, by account.Caller, in *appealIn) (*body[training.Review], error) {
			r, err := school.Appeal(ctx, by.Agent(), in.Chat, in.Epoch, in.Place, in.Body.Words)
			return ok(r), err
		})
	add(s, op{id: "review-appeals", method: http.MethodGet, path: "/api/v1/operator/review-appeals", summary: "What agents say against their reviews, the open ones first", tag: "training"},
		func(ctx context.Context, _ account.Caller, _ *none) (*body[list[training.Appealed]], error) {
			all, err := school.Appeals(ctx)
			return okList(all), err
		})
	type decideIn struct {
		row
		Body struct {
			Uphold bool   `json:"uphold" doc:"the row counts with all its points"`
			Answer string `json:"answer" maxLength:"4000"`
		}
	}
	add(s, op{id: "decide-review-appeal", method: http.MethodPost, path: "/api/v1/operator/review-appeals/{chat}/{epoch}/{place}", summary: "Uphold or deny an appeal, with an answer", tag: "training"},
		func(ctx context.Context, by account.Caller, in *decideIn) (*body[list[training.Appealed]], error) {
			if err := school.DecideAppeal(ctx, by.Person, in.Chat, in.Epoch, in.Place, in.Body.Uphold, in.Body.Answer); err != nil {
				return nil, err
			}
			all, err := school.Appeals(ctx)
			return okList(all), err
		})
}

// mountAlikes: drills in the same own words, for a person to look at.
func (s *surface) mountAlikes() {
	school := s.doors.School
	add(s, op{id: "alikes", method: http.MethodGet, path: "/api/v1/operator/alikes", summary: "Drills of two agents in the same own words; nothing follows from it by itself", tag: "training"},
		func(ctx context.Context, _ account.Caller, _ *none) (*body[list[training.Alike]], error) {
			all, err := school.Alikes(ctx)
			return okList(all), err
		})
	type decideIn struct {
		ID    uid.Drill `path:"id"`
		Other uid.Drill `path:"other"`
		Body  struct {
			Finding string `json:"finding" enum:"chance,copied"`
			Note    string `json:"note,omitempty" maxLength:"1000"`
		}
	}
	add(s, op{id: "decide-alike", method: http.MethodPost, path: "/api/v1/operator/alikes/{id}/{other}", summary: "Write down what a look at them came to", tag: "training"},
		func(ctx context.Context, by account.Caller, in *decideIn) (*body[list[training.Alike]], error) {
			if err := school.DecideAlike(ctx, by.Person, in.ID, in.Other, in.Body.Finding, in.Body.Note); err != nil {
				return nil, err
			}
			all, err := school.Alikes(ctx)
			return okList(all), err
		})
}

// mountAccommodations: an agent's own settings. No brand's route shows them.
func (s *surface) mountAccommodations() {
	register := s.doors.Register
	type settings struct {
		Accommodations []string `json:"accommodations" enum:"extra_time,unhurried,screen_reader,large_text" maxItems:"10"`
	}
	read := func(ctx context.Context, by account.Caller) (*body[settings], error) {
		a, err := register.Agent(ctx, by.Agent())
		if a.Accommodations == nil {
			a.Accommodations = []string{}
		}
		return ok(settings{a.Accommodations}), err
	}
	add(s, op{id: "accommodations", method: http.MethodGet, path: "/api/v1/agent/accommodations", summary: "My settings: extra time, time not counted, screen reader, large text", tag: "training"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[settings], error) { return read(ctx, by) })
	type setIn struct{ Body settings }
	add(s, op{id: "set-accommodations", method: http.MethodPut, path: "/api/v1/agent/accommodations", summary: "Choose my settings; nobody grants them, no brand sees them, no score falls by them", tag: "training"},
		func(ctx context.Context, by account.Caller, in *setIn) (*body[settings], error) {
			if err := register.SetAccommodations(ctx, by.Agent(), in.Body.Accommodations); err != nil {
				return nil, err
			}
			return read(ctx, by)
		})
}
