package sop

import (
	"context"
	"fmt"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/llm"
	"github.com/manyhands/manyhands/internal/uid"
)

// ErrProse says that what a model made of a text is no procedure.
var ErrProse = fault.New(fault.Invalid, "prose_not_understood", "no procedure could be made of this text; write it step by step, or write the YAML")

// written is what a model makes of prose: only what a draft may hold. Guards
// and actions that change something are a person's to write.
type written struct {
	Title     string   `json:"title"`
	Questions []string `json:"questions" description:"what the shopper is asked for, in order, each one short question in the language of the text"`
	Todo      []string `json:"todo" description:"what the agent then does, in order, each step in the words of the text"`
}

// mostLines is more than any procedure of a shop has.
const mostLines = 60

const proseTask = "Turn a shop's written procedure into a short list of questions to the shopper and a list of steps for the agent, in the order of the text. Add nothing that the text does not say."

// DraftOfProse has a model read a procedure that somebody wrote as prose. What
// comes is a draft as from a file: questions, then a person with a list. It
// returns ErrProse and the faults of llm.Ask.
func DraftOfProse(ctx context.Context, m *llm.Model, brand uid.Brand, name, text string) (Draft, error) {
	out, err := llm.Ask[written](ctx, m, brand, llm.Question{Name: "procedure", Task: proseTask, Material: map[string]any{"title": name, "text": text}, Tokens: 1200})
	if err != nil {
		return Draft{}, err
	}
	if n := len(out.Questions) + len(out.Todo); n == 0 || n > mostLines {
		return Draft{}, ErrProse
	}
	d, err := draftOfProse(name, out)
	if err != nil {
		return Draft{}, ErrProse
	}
	return d, nil
}

// draftOfProse writes questions as text facts and the rest as a person's list.
func draftOfProse(name string, out written) (Draft, error) {
	id := slug(name)
	if id == "" {
		return Draft{}, ErrProse
	}
	w := drafting{doc: draftDoc{ID: id, Version: 1, Title: map[string]string{"zh": name}, When: id}}
	for n, q := range out.Questions {
		fact := fmt.Sprintf("answer_%d", n+1)
		w.doc.Facts = append(w.doc.Facts, draftFact{Name: fact, Type: "text", Ask: map[string]string{"zh": oneLine(q)}})
		w.doc.Steps = append(w.doc.Steps, draftStep{ID: fmt.Sprintf("question-%d", n+1), Ask: []string{fact}})
	}
	for _, s := range out.Todo {
		w.todo = append(w.todo, oneLine(s))
	}
	if len(w.todo) == 0 {
		w.todo = []string{oneLine(out.Title)}
	}
	w.doc.Steps = append(w.doc.Steps, draftStep{ID: "person", Handoff: &draftHandoff{Reason: "sop_step_requires_human", Todo: w.todo}})
	return w.proved("model", []string{"From prose, by a model: check every line against the text."})
}
