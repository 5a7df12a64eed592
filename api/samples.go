package api

import (
	"context"
	"net/http"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training"
)

// mountSamples: what a person makes of a conversation that was drawn, beside
// what the rules made of it. A brand sees its own, an operator all.
func (s *surface) mountSamples() {
	school := s.doors.School
	type one struct {
		Chat  uid.Chat `path:"chat"`
		Epoch int      `path:"epoch"`
	}
	type lookIn struct {
		one
		Body struct {
			Rows []training.Seen `json:"rows" maxItems:"100"`
		}
	}
	for _, side := range []struct {
		name string
		of   func(account.Caller) uid.Brand
	}{
		{"brand", func(by account.Caller) uid.Brand { return by.Brand }},
		{"operator", func(account.Caller) uid.Brand { return uid.Brand{} }},
	} {
		base := "/api/v1/" + side.name + "/samples"
		add(s, op{id: side.name + "-samples", method: http.MethodGet, path: base, summary: "Conversations drawn for a second look, and how far people and rules agree", tag: "training"},
			func(ctx context.Context, by account.Caller, _ *none) (*body[training.Samples], error) {
				all, err := school.Samples(ctx, side.of(by))
				return ok(all), err
			})
		add(s, op{id: side.name + "-sample", method: http.MethodGet, path: base + "/{chat}/{epoch}", summary: "The rows of a drawn conversation to look at; the rules' points only after the look", tag: "training"},
			func(ctx context.Context, by account.Caller, in *one) (*body[training.Opened], error) {
				o, err := school.OpenSample(ctx, side.of(by), in.Chat, in.Epoch)
				return ok(o), err
			})
		add(s, op{id: side.name + "-look-again", method: http.MethodPost, path: base + "/{chat}/{epoch}", summary: "Say of each row whether it was met; the first look counts", tag: "training"},
			func(ctx context.Context, by account.Caller, in *lookIn) (*body[training.Opened], error) {
				o, err := school.LookAgain(ctx, by.Person, side.of(by), in.Chat, in.Epoch, in.Body.Rows)
				return ok(o), err
			})
	}
}
