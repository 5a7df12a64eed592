package api

import (
	"context"
	"net/http"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training"
)

// mountTraining: an agent's drills and certificates, and a brand's reserve.
func (s *surface) mountTraining() {
	if s.doors.School == nil {
		return
	}
	school := s.doors.School
	add(s, op{id: "drills", method: http.MethodGet, path: "/api/v1/agent/drills", summary: "What I can drill, have drilled, and my certificates", tag: "training"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[training.Desk], error) {
			d, err := school.Desk(ctx, by.Agent())
			return ok(d), err
		})
	type beginIn struct {
		Body struct {
			Brand     string `json:"brand" maxLength:"40" doc:"the brand's id or its short name"`
			Lang      string `json:"lang,omitempty" enum:"zh,en" doc:"the language of the drill; left out, the brand's first"`
			ExtraTime bool   `json:"extra_time,omitempty" doc:"half as much time again; it changes no score"`
			Unhurried bool   `json:"unhurried,omitempty" doc:"time is not counted; it changes no score"`
			Chats     int    `json:"chats,omitempty" minimum:"1" maximum:"3" doc:"shoppers at once, as far as the level goes"`
		}
	}
	add(s, op{id: "begin-drill", method: http.MethodPost, path: "/api/v1/agent/drills", summary: "Begin a drill, or go on with the one that runs", tag: "training", status: http.StatusCreated},
		func(ctx context.Context, by account.Caller, in *beginIn) (*body[training.Drill], error) {
			brand, err := s.brandNamed(ctx, in.Body.Brand)
			if err != nil {
				return nil, err
			}
			d, err := school.Begin(ctx, by.Agent(), brand, training.Wish{
				Lang: tongue.Lang(in.Body.Lang), ExtraTime: in.Body.ExtraTime, Unhurried: in.Body.Unhurried, Chats: in.Body.Chats,
			})
			return ok(d), err
		})
	s.mountDrill()
	s.mountReserve()
	s.mountScenarios()
	s.mountReviews()
	s.mountSamples()
	s.mountAlikes()
	s.mountAccommodations()
}

// brandNamed finds a brand by its id or its short name.
func (s *surface) brandNamed(ctx context.Context, name string) (uid.Brand, error) {
	if id, err := uid.Parse[uid.Brand](name); err == nil {
		return id, nil
	}
	b, err := s.doors.Register.BrandBySlug(ctx, name)
	return b.ID, err
}

func (s *surface) mountDrill() {
	school := s.doors.School
	type one struct {
		ID uid.Drill `path:"id"`
	}
	add(s, op{id: "drill", method: http.MethodGet, path: "/api/v1/agent/drills/{id}", summary: "A drill of mine; its answer and grade when it has ended", tag: "training"},
		func(ctx context.Context, by account.Caller, in *one) (*body[training.Drill], error) {
			d, err := school.Drill(ctx, by.Agent(), in.ID)
			return ok(d), err
		})
	type sayIn struct {
		ID   uid.Drill `path:"id"`
		Body struct {
			Key    string `json:"key" maxLength:"100" doc:"the same when the message is sent again"`
			Text   string `json:"text"`
			Pasted int    `json:"pasted,omitempty" minimum:"0" doc:"characters that came from the clipboard; counted, never scored"`
		}
	}
	add(s, op{id: "drill-says", method: http.MethodPost, path: "/api/v1/agent/drills/{id}/messages", summary: "Answer the simulated shopper", tag: "training"},
		func(ctx context.Context, by account.Caller, in *sayIn) (*body[training.Drill], error) {
			d, err := school.Say(ctx, by.Agent(), in.ID, training.Saying{Key: in.Body.Key, Text: in.Body.Text, Pasted: in.Body.Pasted})
			return ok(d), err
		})
	type againIn struct {
		ID   uid.Drill `path:"id"`
		Item string    `path:"item" maxLength:"60" doc:"the row of the grade"`
		Body struct {
			Key  string `json:"key" maxLength:"100" doc:"the same when the message is sent again"`
			Text string `json:"text"`
		}
	}
	add(s, op{id: "go-over", method: http.MethodPost, path: "/api/v1/agent/drills/{id}/rows/{item}/again", summary: "Write the message behind a lost row again; it changes no grade", tag: "training"},
		func(ctx context.Context, by account.Caller, in *againIn) (*body[training.Again], error) {
			a, err := school.GoOver(ctx, by.Agent(), in.ID, in.Item, training.Saying{Key: in.Body.Key, Text: in.Body.Text})
			return ok(a), err
		})
	add(s, op{id: "finish-drill", method: http.MethodPost, path: "/api/v1/agent/drills/{id}/finish", summary: "End the drill and see the grade", tag: "training"},
		func(ctx context.Context, by account.Caller, in *one) (*body[training.Drill], error) {
			d, err := school.Finish(ctx, by.Agent(), in.ID)
			return ok(d), err
		})
}

func (s *surface) mountReserve() {
	school := s.doors.School
	add(s, op{id: "brand-certificates", method: http.MethodGet, path: "/api/v1/brand/certificates", summary: "How many are certified, in training, and short for us", tag: "training"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[training.Reserve], error) {
			r, err := school.Reserve(ctx, by.Brand)
			return ok(r), err
		})
	add(s, op{id: "certificate-takes", method: http.MethodGet, path: "/api/v1/brand/certificates/requirement", summary: "What our certificate takes, and the changes of its rules", tag: "training"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[training.Requirement], error) {
			r, err := school.Requires(ctx, by.Brand)
			return ok(r), err
		})
	type holdersIn struct {
		State string `query:"state" enum:"active,suspended,expired"`
	}
	add(s, op{id: "certificate-holders", method: http.MethodGet, path: "/api/v1/brand/certificates/holders", summary: "Who holds our certificate: a name and what was earned", tag: "training"},
		func(ctx context.Context, by account.Caller, in *holdersIn) (*body[list[training.Holder]], error) {
			all, err := school.Holders(ctx, by.Brand, training.Standing(in.State))
			return okList(all), err
		})
	add(s, op{id: "certificates", method: http.MethodGet, path: "/api/v1/operator/certificates", summary: "Every brand's reserve", tag: "training"},
		func(ctx context.Context, _ account.Caller, _ *none) (*body[list[training.Reserve]], error) {
			all, err := school.Reserves(ctx)
			return okList(all), err
		})
}
